import { parseField } from "#core/protocol/filter/fields.ts";
import type { Aggregate } from "#core/protocol/filter/filter.ts";
import type { RunColumn } from "#core/protocol/runTable.ts";

/** Of the columns there are, those that runs have by names of their own. */
export interface ColumnsByKind {
  readonly config: readonly RunColumn[];
  /** By the metric, then by which of its values. */
  readonly metrics: ReadonlyMap<string, ReadonlyMap<Aggregate, RunColumn>>;
}

export function columnsByKind(known: readonly RunColumn[]): ColumnsByKind {
  const config: RunColumn[] = [];
  const metrics = new Map<string, Map<Aggregate, RunColumn>>();
  for (const column of known) {
    const field = parseField(column.field);
    if (field?.kind === "config") config.push(column);
    if (field?.kind !== "metric") continue;
    const values = metrics.get(field.key) ?? new Map<Aggregate, RunColumn>();
    metrics.set(field.key, values.set(field.aggregate, column));
  }
  return { config, metrics };
}
