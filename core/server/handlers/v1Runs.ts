import path from "node:path";

import type { Run } from "#core/protocol/run.ts";
import { RunsQuery } from "#core/protocol/run.ts";
import type { V1Run } from "#core/protocol/v1.ts";
import type { v1RunApi } from "#core/protocol/v1Runs.ts";
import type { Store } from "#core/store/store.ts";

import { countAssets, readAssets } from "../assets.ts";
import type { Handlers } from "../mount.ts";

/** What runs there are, as Runicorn 0.6 answers. */
export function v1RunHandlers(store: Store): Handlers<typeof v1RunApi> {
  return {
    listRuns: () => listRuns(store),
    async getRun({ params }) {
      const run = store.getRun(params.id);
      const directory = store.runDirectory(params.id);
      const assets = await readAssets(directory);
      const events = path.join(directory, "events.jsonl");
      return {
        id: run.id,
        status: run.status,
        pid: run.pid,
        run_dir: directory,
        path: pathOf(run),
        project: run.project,
        name: run.name,
        alias: run.alias,
        logs: path.join(directory, "logs.txt"),
        metrics: events,
        metrics_step: events,
        start_time: run.started_at ?? run.created_at,
        duration: durationOf(run),
        summary: run.summary,
        assets,
        assets_count: countAssets(assets),
      };
    },
    async metricsByStep({ params, query }, reply) {
      const metrics = await store.readMetricRows(params.id, query.downsample);
      const last = metrics.rows.at(-1)?.["global_step"];
      reply.setHeader("X-Row-Count", metrics.rows.length);
      reply.setHeader("X-Total-Count", metrics.total);
      if (typeof last === "number") reply.setHeader("X-Last-Step", last);
      return metrics;
    },
  };
}

async function listRuns(store: Store): Promise<V1Run[]> {
  const runs: V1Run[] = [];
  let cursor: string | undefined;
  do {
    const page = store.listRuns(RunsQuery.parse({ limit: 1000, cursor }));
    runs.push(...(await Promise.all(page.runs.map((run) => toV1(store, run)))));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return runs;
}

async function toV1(store: Store, run: Run): Promise<V1Run> {
  const directory = path.join(store.root, ...run.dir.split("/"));
  const best = run.key_metric?.aggregate === "best" ? run.key_metric : null;
  return {
    id: run.id,
    run_dir: directory,
    created_time: run.created_at,
    status: run.status,
    pid: run.pid,
    best_metric_value: typeof best?.value === "number" ? best.value : null,
    best_metric_name: best?.key ?? null,
    path: pathOf(run),
    project: run.project,
    name: run.name,
    alias: run.alias,
    tags: run.tags,
    assets_count: countAssets(await readAssets(directory)),
  };
}

/** Where 0.6 has the run: the folders between its `runs` and the run, or what the older layout says in two parts. */
function pathOf(run: Run): string {
  if (run.layout === "seed") return run.name === "" ? run.project : `${run.project}/${run.name}`;
  return run.dir.split("/").slice(1, -1).join("/");
}

function durationOf(run: Run): number | null {
  const start = run.started_at ?? run.created_at;
  if (run.ended_at !== null) return run.ended_at - start;
  return run.status === "running" ? Date.now() / 1000 - start : null;
}
