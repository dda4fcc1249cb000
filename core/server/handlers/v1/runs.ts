import path from "node:path";

import type { Run } from "#core/protocol/run.ts";
import type { v1RunApi } from "#core/protocol/v1Runs.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Store } from "#core/store/store.ts";

import { countAssets, readAssets } from "./assets.ts";
import { type V1RunList, v1PathOf } from "./runList.ts";

const maxImages = 10_000;

/** What runs there are, as Runicorn 0.6 answers. */
export function v1RunHandlers(store: Store, runs: V1RunList): Handlers<typeof v1RunApi> {
  const table: Handlers<typeof v1RunApi>["metrics"] = async ({ params, query }, reply) => {
    const { table } = await store.readMetricRows(params.id, query);
    const last = table.rows.at(-1)?.["global_step"];
    reply.setHeader("X-Row-Count", table.rows.length);
    reply.setHeader("X-Total-Count", table.total);
    if (typeof last === "number") reply.setHeader("X-Last-Step", last);
    return table;
  };
  return {
    listRuns: () => runs.all(),
    listExperiments: () => runs.all(),
    getRun({ params }) {
      const run = store.getRun(params.id);
      const directory = store.runDirectory(params.id);
      const assets = readAssets(directory);
      const events = path.join(directory, "events.jsonl");
      return {
        id: run.id,
        status: run.status,
        pid: run.pid,
        run_dir: directory,
        path: v1PathOf(run),
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
    metrics: table,
    metricsByStep: table,
    metricsOf: table,
    getProgress({ params }) {
      store.runDirectory(params.id);
      return { available: false, status: "unknown" };
    },
    async listImages({ params }) {
      const directory = store.runDirectory(params.id);
      const images = [];
      let after: number | null = 0;
      while (after !== null && images.length < maxImages) {
        const query = { type: ["image"], after, limit: 1000 };
        const page = await store.listEvents(params.id, query);
        for (const { step, key, data } of page.events) {
          const file = data["path"];
          // What a record says is not believed: the answer names nothing outside the run.
          if (typeof file !== "string" || path.posix.normalize(`/${file}`) !== `/${file}`) continue;
          const caption = typeof data["caption"] === "string" ? data["caption"] : null;
          images.push({ step, key: key ?? "", path: path.join(directory, file), caption });
        }
        after = page.next;
      }
      return { run_id: params.id, images: images.slice(0, maxImages) };
    },
  };
}

function durationOf(run: Run): number | null {
  const start = run.started_at ?? run.created_at;
  if (run.ended_at !== null) return run.ended_at - start;
  return run.status === "running" ? Date.now() / 1000 - start : null;
}
