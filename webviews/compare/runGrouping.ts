import { type RunValue, valuesOf } from "#core/merge/runValues.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import { flatten } from "#webviews/shared/flatten.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { ComparedRun, RunValues } from "./messages.ts";
import { hostOf } from "./runRow.ts";
import { t } from "./texts.ts";

/** Fields every run has. */
const runChoices = {
  host: () => t("Host"),
  project: () => t("Project"),
  name: () => t("Name"),
  tag: () => t("Tag"),
  status: () => t("Status"),
} as const;

/** As many parts of the configuration are offered. */
const mostConfig = 100;

/** By what runs can be grouped, and what it is called: fields of a run, then the parts of the configuration in which these differ. */
export function groupChoices(all: readonly RunValues[]): Record<string, string> {
  const found = new Map<string, Set<string>>();
  for (const { config } of all) {
    for (const { path, value } of flatten(config)) {
      found.set(path, (found.get(path) ?? new Set()).add(value));
    }
  }
  const differing = [...found].filter(([, values]) => values.size > 1).map(([path]) => path);
  const config = differing
    .slice(0, mostConfig)
    .map((path) => [`config.${path}`, showControls(path)]);
  const ofRun = Object.entries(runChoices).map(([name, text]) => [name, text()]);
  return Object.fromEntries([...ofRun, ...config]) as Record<string, string>;
}

/** What a run has in the field that is grouped by. Its host is the machine its store lies on. */
export function groupValues(
  by: string | null,
  compared: ComparedRun,
  values: RunValues | undefined,
  now: number,
): readonly RunValue[] {
  const { run } = compared;
  if (!run || by === null) return [];
  const field = fieldOf(by);
  if (!field) return [];
  return valuesOf(
    { ...run, hostname: hostOf(compared), ...(values && { config: values.config }) },
    field,
    now,
  );
}

/** What the group of these values is called. */
export function groupLabel(values: readonly (RunValue | null)[]): string {
  return values
    .map((value) => (value === null ? t("none") : showControls(String(value))))
    .join(", ");
}

function fieldOf(by: string): FilterField | undefined {
  if (by.startsWith("config.")) return { kind: "config", path: by.slice("config.".length) };
  const name = (Object.keys(runChoices) as (keyof typeof runChoices)[]).find((one) => one === by);
  return name && { kind: "run", name };
}
