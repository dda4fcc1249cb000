import { RunsQuery } from "#core/protocol/run.ts";
import type { Store } from "#core/store/store.ts";

/** Everything a store answers about its runs and their series, for comparison with another way to the same answers. */
export async function storeDigest(store: Store): Promise<unknown> {
  const runs = [];
  for (const { id } of store.listRuns(RunsQuery.parse({ limit: 1000 })).runs) {
    const metrics = await store.listMetrics(id);
    const series = [];
    for (const { key } of metrics) {
      for (const [x, points] of [
        ["step", 20_000],
        ["time", 50],
        ["relative", 3],
      ] as const) {
        series.push(...(await store.querySeries({ series: [{ run: id, key }], x, points })));
      }
    }
    runs.push({ id, metrics, series });
  }
  // Only now: reading the series is what brings the runs' own rows up to date.
  for (const run of runs) Object.assign(run, { detail: store.getRun(run.id) });
  const byName = store.listRuns(RunsQuery.parse({ sort: "name", limit: 1000 }));
  return { runs, byName, experiments: store.listExperiments({}) };
}
