import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import type { z } from "zod";

import type { Run, RunsQuery } from "#core/protocol/run.ts";
import type { V1Run } from "#core/protocol/v1.ts";
import type { Store } from "#core/store/store.ts";

import { AssetCounts } from "./assetCounts.ts";

/** Milliseconds that the event loop may be held. */
const sliceMs = 8;

/** Runs as the Python Runicorn answers them: all at once. */
export class V1RunList {
  readonly #store: Store;
  readonly #assets = new AssetCounts();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Newest first, unless `query` says otherwise. Others are answered meanwhile. */
  async *each(query: Partial<z.input<typeof RunsQuery>> = {}): AsyncGenerator<Run> {
    let until = performance.now() + sliceMs;
    for (const run of this.#store.runs.each(query)) {
      yield run;
      if (performance.now() < until) continue;
      await turn();
      until = performance.now() + sliceMs;
    }
  }

  async all(
    query: Partial<z.input<typeof RunsQuery>> = {},
    isWanted: (run: Run) => boolean = () => true,
  ): Promise<V1Run[]> {
    const runs: V1Run[] = [];
    for await (const run of this.each(query)) if (isWanted(run)) runs.push(this.toV1(run));
    return runs;
  }

  toV1(run: Run): V1Run {
    const directory = path.join(this.#store.root, ...run.dir.split("/"));
    const best = run.key_metric?.aggregate === "best" ? run.key_metric : null;
    return {
      id: run.id,
      run_dir: directory,
      created_time: run.created_at,
      status: run.status,
      pid: run.pid,
      best_metric_value: typeof best?.value === "number" ? best.value : null,
      best_metric_name: best?.key ?? null,
      path: v1PathOf(run),
      project: run.project,
      name: run.name,
      alias: run.alias,
      tags: run.tags,
      assets_count: this.#assets.of(directory),
    };
  }
}

/** Where 0.6 has the run: the folders between its `runs` and the run, or what the older layout says in two parts. */
export function v1PathOf(run: Run): string {
  if (run.layout === "seed") return run.name === "" ? run.project : `${run.project}/${run.name}`;
  return run.dir.split("/").slice(1, -1).join("/");
}

/** Whether a run lies at a path or, unless it is to be exact, below it. "" and "/" are the top. */
export function isAtPath(path: string, isExact: boolean): (run: Run) => boolean {
  const wanted = normalizePath(path);
  return (run) => {
    const at = v1PathOf(run);
    return at === wanted || (!isExact && (wanted === "" || at.startsWith(`${wanted}/`)));
  };
}

export function normalizePath(path: string): string {
  return path.replaceAll("\\", "/").replaceAll(/^\/+|\/+$/g, "");
}
