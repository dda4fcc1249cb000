import path from "node:path";

import type { EachResult } from "#core/protocol/edit.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import type { V1Purge, v1EditApi } from "#core/protocol/v1Edits.ts";
import type { Store } from "#core/store/store.ts";

import type { Handlers } from "../mount.ts";

/** Runicorn 0.6's ways to change runs. */
export function v1EditHandlers(store: Store): Handlers<typeof v1EditApi> {
  return {
    editRun({ params, body }) {
      const { alias, tags } = body;
      store.editor.edit(params.id, {
        ...(typeof alias === "string" && { alias }),
        ...(tags && { tags }),
      });
      const run = store.getRun(params.id);
      return { ok: true, alias: run.alias, tags: run.tags };
    },
    async softDelete({ body }) {
      const results = await store.editor.delete(body.run_ids);
      const count = successes(results);
      return { deleted_count: count, results, message: `Soft deleted ${count} runs` };
    },
    recycleBin: () => ({
      deleted_runs: store.editor.deleted().map((run) => ({
        id: run.id,
        path: [run.project, run.name].filter(Boolean).join("/"),
        alias: run.alias,
        created_time: run.created_at,
        deleted_at: run.deleted_at,
        delete_reason: run.reason,
        original_status: run.original_status,
        run_dir: path.join(store.root, ...run.dir.split("/")),
      })),
    }),
    async restore({ body }) {
      const results = await store.editor.restore(body.run_ids);
      const count = successes(results);
      return { restored_count: count, results, message: `Restored ${count} runs` };
    },
    async emptyBin() {
      const ids = store.editor.deleted().map(({ id }) => id);
      const { results } = await store.editor.purge(ids, false);
      const count = successes(results);
      return { permanently_deleted: count, message: `Permanently deleted ${count} runs` };
    },
    async purgeRun({ params, query }) {
      const answer = await purge(store, params.id, query.dry_run);
      if (answer === undefined) {
        throw new RunicornError("run_not_found", `There is no run ${params.id} in this store.`);
      }
      return answer;
    },
    async purgeRuns({ body }) {
      const results = new Map<string, V1Purge>();
      for (const id of new Set(body.run_ids)) {
        const answer = await purge(store, id, body.dry_run);
        results.set(id, answer ?? { ...nothing(id), errors: [`There is no run ${id}.`] });
      }
      const all = [...results.values()];
      return {
        deleted_count: all.filter(({ success }) => success).length,
        total_runs: results.size,
        total_blobs_deleted: all.reduce((sum, { blobs_deleted }) => sum + blobs_deleted, 0),
        total_bytes_freed: all.reduce((sum, { bytes_freed }) => sum + bytes_freed, 0),
        dry_run: body.dry_run,
        results: Object.fromEntries(results),
      };
    },
  };
}

/** Removes a run, which 0.6 does whether it is in the bin or not; undefined where there is none. */
async function purge(store: Store, id: string, isDryRun: boolean): Promise<V1Purge | undefined> {
  let binned = store.editor.deleted().find((run) => run.id === id);
  if (!binned) {
    const run = find(store, id);
    if (!run) return undefined;
    if (run.status === "running") {
      return { ...nothing(id), errors: ["The run is still being written; end it first."] };
    }
    // What is not in the bin cannot be asked about there; it goes in only when it is to be removed.
    if (isDryRun) return { ...nothing(id), success: true };
    await store.editor.delete([id]);
    // In the bin it may have another id: there are other runs beside it.
    binned = store.editor.deleted().find(({ dir }) => dir === run.dir);
    if (!binned) return { ...nothing(id), errors: ["The run could not be marked as deleted."] };
  }
  const { results, freed, kept, bytes } = await store.editor.purge([binned.id], isDryRun);
  const result = results[binned.id];
  const count = (folder: string) => freed.filter((f) => f.startsWith(`archive/${folder}/`)).length;
  return {
    success: result?.success ?? false,
    run_id: id,
    run_dir_deleted: !isDryRun && (result?.success ?? false),
    orphaned_assets: freed.length,
    kept_assets: kept.length,
    blobs_deleted: count("blobs"),
    manifests_deleted: count("manifests"),
    outputs_deleted: count("outputs"),
    bytes_freed: bytes,
    errors: result?.error === undefined ? [] : [result.error],
  };
}

function find(store: Store, id: string): RunDetail | undefined {
  try {
    return store.getRun(id);
  } catch (error) {
    if (RunicornError.is(error, "run_not_found")) return undefined;
    throw error;
  }
}

function nothing(id: string): V1Purge {
  return {
    success: false,
    run_id: id,
    run_dir_deleted: false,
    orphaned_assets: 0,
    kept_assets: 0,
    blobs_deleted: 0,
    manifests_deleted: 0,
    outputs_deleted: 0,
    bytes_freed: 0,
    errors: [],
  };
}

function successes(results: EachResult): number {
  return Object.values(results).filter(({ success }) => success).length;
}
