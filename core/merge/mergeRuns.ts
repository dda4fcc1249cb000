import { parseField } from "#core/protocol/filter/fields.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import type { Run, RunsPage, RunsQuery } from "#core/protocol/run.ts";

import { compareValues, type RunValue, valuesOf } from "./runValues.ts";

/** A run with the source it comes from; together they name it. */
export interface SourceRun {
  readonly source: string;
  readonly run: Run;
}

/** What is known of one source's list. */
interface SourceList {
  /** Not handed out yet. */
  readonly runs: readonly Run[];
  /** Where its next page begins; undefined: at the start, null: there is none. */
  readonly cursor: string | null | undefined;
  readonly total: number;
}

/** What runs are sorted by. */
export interface MergeOrder extends Pick<RunsQuery, "sort" | "order" | "then_by"> {
  /** Where it matters of which source a run is: that counts after so many of the fields. No source is asked for it. */
  readonly source?: {
    readonly after: number;
    readonly order: RunsQuery["order"];
    /** First in ascending order first. */
    readonly ids: readonly string[];
  };
}

/** One list that several sources answer, as far as it has been read. Plain data; every step makes a new one. */
export interface MergedRuns {
  readonly query: MergeOrder;
  readonly sources: Readonly<Record<string, SourceList>>;
}

/** A list of which nothing has been read. */
export function startMerge(query: MergeOrder, sources: readonly string[]): MergedRuns {
  const list: SourceList = { runs: [], cursor: undefined, total: 0 };
  return { query, sources: Object.fromEntries(sources.map((source) => [source, list])) };
}

/** The sources whose next page is needed before anything can be handed out, with where it begins. */
export function wantedPages({ sources }: MergedRuns): { source: string; cursor?: string }[] {
  return Object.entries(sources).flatMap(([source, { runs, cursor }]) => {
    if (runs.length > 0 || cursor === null) return [];
    return [{ source, ...(cursor !== undefined && { cursor }) }];
  });
}

/** With a page more. Its runs must have the column that is sorted by. */
export function withPage(merged: MergedRuns, source: string, page: RunsPage): MergedRuns {
  const known = merged.sources[source];
  if (!known) return merged;
  const list = {
    runs: [...known.runs, ...page.runs],
    cursor: page.next_cursor,
    total: page.total,
  };
  return { ...merged, sources: { ...merged.sources, [source]: list } };
}

/** Without a source that is gone. */
export function withoutSource(merged: MergedRuns, source: string): MergedRuns {
  const { [source]: _, ...sources } = merged.sources;
  return { ...merged, sources };
}

/** Runs of all sources together. */
export function totalRuns({ sources }: MergedRuns): number {
  return Object.values(sources).reduce((sum, { total }) => sum + total, 0);
}

/**
 * Hands out the next runs in the order of the list, `limit` at most; fewer where a page is wanted first. Equal ones are
 * ordered by directory, then by source. `now` is Unix seconds.
 */
export function takeRuns(
  merged: MergedRuns,
  limit: number,
  now: number,
): { runs: SourceRun[]; rest: MergedRuns } {
  const heads = Object.entries(merged.sources).map(([source, list]) => ({ source, list, next: 0 }));
  const compare = comparing(merged.query, now);
  const taken: SourceRun[] = [];
  while (taken.length < limit) {
    const isWaiting = heads.some(
      ({ list, next }) => next === list.runs.length && list.cursor !== null,
    );
    if (isWaiting) break;
    let first: { head: (typeof heads)[number]; run: SourceRun } | undefined;
    for (const head of heads) {
      const run = head.list.runs[head.next];
      if (!run) continue;
      const candidate = { head, run: { source: head.source, run } };
      if (!first || compare(candidate.run, first.run) < 0) first = candidate;
    }
    if (!first) break;
    first.head.next++;
    taken.push(first.run);
  }
  const rest = heads.map(({ source, list, next }) => [
    source,
    { ...list, runs: list.runs.slice(next) },
  ]);
  return {
    runs: taken,
    rest: { ...merged, sources: Object.fromEntries(rest) as MergedRuns["sources"] },
  };
}

/** The order of a list of runs: those without the field come last, whatever the direction. */
function comparing(
  { sort, order, then_by: others = [], source }: MergeOrder,
  now: number,
): (a: SourceRun, b: SourceRun) => number {
  const valueIn =
    (field: FilterField | undefined) =>
    ({ run }: SourceRun): RunValue | undefined =>
      field && valuesOf(run, field, now)[0];
  const keys = [{ field: parseField(sort), order }, ...others].map(({ field, order }) => ({
    valueOf: valueIn(field),
    order,
  }));
  if (source) {
    const { ids, order } = source;
    keys.splice(source.after, 0, { valueOf: (run) => ids.indexOf(run.source), order });
  }
  return (a, b) => {
    for (const { valueOf, order } of keys) {
      const [one, other] = [valueOf(a), valueOf(b)];
      if ((one === undefined) !== (other === undefined)) return one === undefined ? 1 : -1;
      const by = one === undefined || other === undefined ? 0 : compareValues(one, other);
      if (by !== 0) return order === "asc" ? by : -by;
    }
    const byPlace = compareTexts(a.run.dir, b.run.dir);
    return (order === "asc" ? byPlace : -byPlace) || compareTexts(a.source, b.source);
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
