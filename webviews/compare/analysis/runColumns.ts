import { flatten } from "#webviews/shared/flatten.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { RunMetric, RunValues } from "../messages.ts";

export type ColumnValue = number | string;

/** Something that each run has a value of: a parameter, or what came out. */
export interface RunColumn {
  readonly id: string;
  readonly label: string;
  /** By the run's ref. */
  readonly values: ReadonlyMap<string, ColumnValue>;
}

/** What is known of a run. */
export interface KnownRun {
  readonly ref: string;
  readonly values: RunValues | undefined;
  readonly metrics: ReadonlyMap<string, RunMetric>;
}

/** As many of either kind are offered. */
const mostColumns = 300;

/** The parts of the configuration in which these runs differ. */
export function parameterColumns(runs: readonly KnownRun[]): RunColumn[] {
  const found = new Map<string, Map<string, ColumnValue>>();
  for (const { ref, values } of runs) {
    for (const { path, value } of flatten(values?.config ?? {})) {
      put(found, path, ref, plain(value));
    }
  }
  const differing = [...found].filter(([, values]) => new Set(values.values()).size > 1);
  return differing.slice(0, mostColumns).map(([path, values]) => ({
    id: `config.${path}`,
    label: showControls(path),
    values,
  }));
}

/** What came out: of each metric its last, least, greatest and best value. */
export function outcomeColumns(runs: readonly KnownRun[]): RunColumn[] {
  const found = new Map<string, Map<string, ColumnValue>>();
  const labels = new Map<string, string>();
  for (const { ref, metrics } of runs) {
    for (const [key, { last, min, max, best }] of metrics) {
      for (const [name, one] of Object.entries({ last, min, max, best })) {
        if (typeof one !== "number") continue;
        const id = `metrics.${key}.${name}`;
        put(found, id, ref, one);
        labels.set(id, `${showControls(key)} (${name})`);
      }
    }
  }
  return [...found]
    .slice(0, mostColumns)
    .map(([id, values]) => ({ id, label: labels.get(id) ?? id, values }));
}

function put(
  all: Map<string, Map<string, ColumnValue>>,
  id: string,
  ref: string,
  value: ColumnValue,
): void {
  const values = all.get(id) ?? new Map<string, ColumnValue>();
  all.set(id, values);
  values.set(ref, value);
}

/** A number where the text is one. */
function plain(text: string): ColumnValue {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : text;
}
