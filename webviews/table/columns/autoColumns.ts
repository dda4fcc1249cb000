import type { RunColumn } from "#core/protocol/runTable.ts";

import type { ViewColumn } from "../view.ts";
import { columnsByKind } from "./columnsByKind.ts";

/** Of each kind so many are shown before anybody has chosen: a thousand metrics are no table. */
const mostMetrics = 4;
const mostConfig = 4;
/** As many are shown where only differences are. */
const mostDiffering = 20;
/** As many are looked at to find those: a store reads every run for each. */
const mostLookedAt = 40;

/**
 * The columns of a table nobody has set up: what a run is, of which experiment and on which machine where there are several,
 * then the commonest of its metrics and of what it was given, where runs differ in it before all else.
 * `differing`: what the runs listed were given differently, where that is known.
 */
export function autoColumns(
  known: readonly RunColumn[],
  differing: readonly string[] | null = null,
): ViewColumn[] {
  const { config, metrics } = columnsByKind(known);
  // Where a run says what is best of a metric, that is what is asked for.
  const values = Array.from(
    metrics.values(),
    (columns) => columns.get("best") ?? columns.get("last"),
  ).filter((column) => column !== undefined);
  const given = inOrder(config)
    .filter(({ type, only }) => type !== "number" || only === undefined)
    .map(({ field }) => field);
  const several = new Set(known.filter(({ only }) => only === undefined).map(({ field }) => field));
  const placed = (fields: readonly string[]): ViewColumn[] =>
    fields.filter((field) => several.has(field)).map((field) => ({ field }));
  const shown = differing?.slice(0, mostDiffering) ?? given.slice(0, mostConfig);
  return [
    { field: "title", pinned: true },
    { field: "status" },
    { field: "created_at" },
    { field: "duration" },
    { field: "tag" },
    // Behind what is there before anything is known, so that nothing moves.
    ...placed(["project", "name"]),
    ...values
      .toSorted((a, b) => b.count - a.count)
      .slice(0, mostMetrics)
      .map(({ field }) => ({ field })),
    ...shown.map((field) => ({ field })),
    ...placed(["host"]),
  ];
}

/** What some of the runs may have been given differently, the likeliest first. */
export function mayDiffer(known: readonly RunColumn[]): string[] {
  const runs = known.find(({ field }) => field === "created_at")?.count;
  return inOrder(columnsByKind(known).config)
    .filter(({ only, count }) => only === undefined || count !== runs)
    .slice(0, mostLookedAt)
    .map(({ field }) => field);
}

/** What runs were given: that in which they differ first, then the commonest. */
function inOrder(config: readonly RunColumn[]): RunColumn[] {
  return config.toSorted(
    (a, b) => Number(b.only === undefined) - Number(a.only === undefined) || b.count - a.count,
  );
}
