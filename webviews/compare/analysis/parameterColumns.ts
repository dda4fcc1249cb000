import { flatten } from "#webviews/shared/flatten.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { RunValues } from "../messages.ts";
import { type ColumnValue, plainValue, type RunColumn } from "./runColumn.ts";

/** As many are offered. */
const mostColumns = 300;

/** The parts of the configuration in which these runs differ. */
export function parameterColumns(
  runs: readonly { readonly ref: string; readonly values: RunValues | undefined }[],
): RunColumn[] {
  const found = new Map<string, Map<string, ColumnValue>>();
  for (const { ref, values } of runs) {
    for (const { path, value } of flatten(values?.config ?? {})) {
      const known = found.get(path) ?? new Map<string, ColumnValue>();
      found.set(path, known.set(ref, plainValue(value)));
    }
  }
  const differing = [...found].filter(([, values]) => new Set(values.values()).size > 1);
  return differing
    .slice(0, mostColumns)
    .map(([path, values]) => ({ id: `config.${path}`, label: showControls(path), values }));
}
