import { alignmentCell } from "#core/merge/alignmentCell.ts";
import { aligning } from "#core/merge/alignSeries.ts";
import { groupsOf, SeriesGroups } from "#core/merge/groupSeries.ts";
import { valuesOf } from "#core/merge/runValues.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { parseField } from "#core/protocol/filter/fields.ts";
import type { Series, SeriesGroup } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import type { Grouping, SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { inSlices } from "#core/store/runs/inSlices.ts";
import type { Store } from "#core/store/store.ts";

/** The series of a query as groups of runs. Throws what `Store.querySeries` does. */
export async function querySeriesGroups(
  store: Store,
  query: SeriesQuery,
  grouping: Grouping,
): Promise<SeriesGroup[]> {
  const { series, cell } = await alignable(store, query);
  return inSlices(grouped(store, series, grouping, cell));
}

function* grouped(
  store: Store,
  series: readonly Series[],
  grouping: Grouping,
  cell: number | undefined,
): Generator<void, SeriesGroup[]> {
  const now = Date.now() / 1000;
  const fields = typeof grouping.by === "string" ? [grouping.by] : grouping.by;
  const runs = new Map<string, RunDetail>();
  const groups = new SeriesGroups(grouping, cell);
  for (const one of series) {
    const run = runs.get(one.run) ?? store.getRun(one.run);
    runs.set(one.run, run);
    groups.add(one, groupsOf(fields.map((by) => read(run, one, by, now))));
    yield;
  }
  return yield* groups.curving();
}

/** The series point by point where these lie on the same places, else in cells that each of them has points in. */
async function alignable(
  store: Store,
  query: SeriesQuery,
): Promise<{ series: Series[]; cell: number | undefined }> {
  if (query.cell !== undefined) return { series: await store.querySeries(query), cell: query.cell };
  const extents = await store.seriesExtents(query);
  if (extents.every(({ count }) => count <= query.points)) {
    const series = await store.querySeries(query);
    if (await inSlices(aligning(series))) return { series, cell: undefined };
  }
  const cell = alignmentCell(extents, query.points);
  return { series: await store.querySeries({ ...query, cell }), cell };
}

function read(run: RunDetail, { rank }: Series, by: string, now: number) {
  if (by === "rank") return rank === undefined ? [] : [rank];
  if (by === "run") return [run.id];
  const field = parseField(by);
  if (!field) throw new RunicornError("invalid_request", `Runs have no field ${by}.`);
  return valuesOf(run, field, now);
}
