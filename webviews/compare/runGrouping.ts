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

/** As many parts of the configuration, and of the summary, are offered. */
const mostOffered = 100;

/** By what runs can be told apart, and what it is called: fields of a run, then what differs of their configuration and results. */
export function groupChoices(all: readonly RunValues[]): Record<string, string> {
  const ofRun = Object.entries(runChoices).map(([name, text]) => [name, text()]);
  const config = differing(all.map((one) => one.config));
  const summary = differing(all.map((one) => one.summary));
  return Object.fromEntries([
    ...ofRun,
    ...config.map((path) => [`config.${path}`, showControls(path)]),
    ...summary.map((path) => [`summary.${path}`, showControls(`${t("Summary")} ${path}`)]),
  ]) as Record<string, string>;
}

/** Where these have different values, or some have none. */
function differing(all: readonly Readonly<Record<string, unknown>>[]): string[] {
  const found = new Map<string, { values: Set<string>; count: number }>();
  for (const { path, value } of all.flatMap((values) => flatten(values))) {
    const known = found.get(path) ?? { values: new Set(), count: 0 };
    known.values.add(value);
    known.count += 1;
    found.set(path, known);
  }
  return [...found]
    .filter(([, { values, count }]) => values.size > 1 || count < all.length)
    .map(([path]) => path)
    .slice(0, mostOffered);
}

/** What a run has in the field that is grouped by, or that its look depends on. Its host is the machine its store lies on. */
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
    {
      ...run,
      hostname: hostOf(compared),
      ...(values && { config: values.config, summary: values.summary }),
    },
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
  for (const kind of ["config", "summary"] as const) {
    if (by.startsWith(`${kind}.`)) return { kind, path: by.slice(kind.length + 1) };
  }
  const name = (Object.keys(runChoices) as (keyof typeof runChoices)[]).find((one) => one === by);
  return name && { kind: "run", name };
}
