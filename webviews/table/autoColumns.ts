import { parseField } from "#core/protocol/filter/fields.ts";
import type { RunColumn } from "#core/protocol/runTable.ts";

import type { ViewColumn } from "./view.ts";

/** Of each kind so many are shown before anybody has chosen: a thousand metrics are no table. */
const mostMetrics = 4;
const mostConfig = 4;

/** The columns of a table nobody has set up: what a run is, then the commonest of its metrics and of what it was given. */
export function autoColumns(known: readonly RunColumn[]): ViewColumn[] {
  const byKind = { metric: new Map<string, RunColumn>(), config: [] as RunColumn[] };
  for (const column of known) {
    const field = parseField(column.field);
    if (field?.kind === "config" && column.type !== "mixed") byKind.config.push(column);
    if (field?.kind !== "metric") continue;
    const shown = byKind.metric.get(field.key);
    // Where a run says what is best of a metric, that is what is asked for.
    if (field.aggregate === "best" || (field.aggregate === "last" && shown === undefined)) {
      byKind.metric.set(field.key, column);
    }
  }
  const commonest = (columns: readonly RunColumn[], most: number): ViewColumn[] =>
    columns
      .toSorted((a, b) => b.count - a.count)
      .slice(0, most)
      .map(({ field }) => ({ field }));
  return [
    { field: "alias", pinned: true },
    { field: "status" },
    { field: "created_at" },
    { field: "duration" },
    { field: "tag" },
    ...commonest([...byKind.metric.values()], mostMetrics),
    ...commonest(
      byKind.config.filter(({ min, max, type }) => type !== "number" || min !== max),
      mostConfig,
    ),
    ...(known.length === 0 ? [] : [{ field: "host" }]),
  ];
}
