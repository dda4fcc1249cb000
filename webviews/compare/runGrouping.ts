import { type RunValue, valuesOf } from "#core/merge/runValues.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import { flatten } from "#webviews/shared/flatten.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { ComparedRun, RunValues } from "./messages.ts";

/** Fields every run has. */
const runChoices = {
  host: "Host",
  project: "Project",
  name: "Name",
  tag: "Tag",
  status: "Status",
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
  return { ...runChoices, ...(Object.fromEntries(config) as Record<string, string>) };
}

/** What a run has in the field that is grouped by. Its host is the machine its store lies on. */
export function groupValues(
  by: string | null,
  { run, host }: ComparedRun,
  values: RunValues | undefined,
  now: number,
): readonly RunValue[] {
  if (!run || by === null) return [];
  const field = fieldOf(by);
  if (!field) return [];
  return valuesOf({ ...run, hostname: host, ...(values && { config: values.config }) }, field, now);
}

/** What the group of these values is called. */
export function groupLabel(values: readonly (RunValue | null)[]): string {
  return values.map((value) => (value === null ? "none" : showControls(String(value)))).join(", ");
}

function fieldOf(by: string): FilterField | undefined {
  if (by.startsWith("config.")) return { kind: "config", path: by.slice("config.".length) };
  const name = (Object.keys(runChoices) as (keyof typeof runChoices)[]).find((one) => one === by);
  return name && { kind: "run", name };
}
