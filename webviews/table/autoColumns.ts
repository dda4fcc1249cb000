import { parseField } from "#core/protocol/filter/fields.ts";
import type { RunColumn } from "#core/protocol/runTable.ts";

import type { ViewColumn } from "./view.ts";

/** Of each kind so many are shown before anybody has chosen: a thousand metrics are no table. */
const mostMetrics = 4;
const mostConfig = 4;
/** As many are shown where only differences are. */
const mostDiffering = 20;
/** As many are looked at to find those: a store reads every run for each. */
const mostLookedAt = 40;

/**
 * The columns of a table nobody has set up: what a run is, then the commonest of its metrics and of what it was given, where
 * runs differ in it before all else. `differing`: what the runs listed were given differently, where that is known.
 */
export function autoColumns(
  known: readonly RunColumn[],
  differing: readonly string[] | null = null,
): ViewColumn[] {
  const metrics = new Map<string, RunColumn>();
  for (const column of known) {
    const field = parseField(column.field);
    if (field?.kind !== "metric") continue;
    const shown = metrics.get(field.key);
    // Where a run says what is best of a metric, that is what is asked for.
    if (field.aggregate === "best" || (field.aggregate === "last" && shown === undefined)) {
      metrics.set(field.key, column);
    }
  }
  const given = givenColumns(known)
    .filter(({ type, only }) => type !== "number" || only === undefined)
    .map(({ field }) => field);
  const config = differing?.slice(0, mostDiffering) ?? given.slice(0, mostConfig);
  return [
    { field: "title", pinned: true },
    { field: "status" },
    { field: "created_at" },
    { field: "duration" },
    { field: "tag" },
    ...[...metrics.values()]
      .toSorted((a, b) => b.count - a.count)
      .slice(0, mostMetrics)
      .map(({ field }) => ({ field })),
    ...config.map((field) => ({ field })),
    ...(known.length === 0 ? [] : [{ field: "host" }]),
  ];
}

/** What some of the runs may have been given differently, the likeliest first. */
export function mayDiffer(known: readonly RunColumn[]): string[] {
  const runs = known.find(({ field }) => field === "created_at")?.count;
  return givenColumns(known)
    .filter(({ only, count }) => only === undefined || count !== runs)
    .slice(0, mostLookedAt)
    .map(({ field }) => field);
}

/** What runs were given: those in which they differ first, then the commonest. */
function givenColumns(known: readonly RunColumn[]): RunColumn[] {
  return known
    .filter(({ field }) => parseField(field)?.kind === "config")
    .toSorted(
      (a, b) => Number(b.only === undefined) - Number(a.only === undefined) || b.count - a.count,
    );
}
