import path from "node:path";

import type { EachResult } from "#core/protocol/edit.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import type { V1Purge, v1EditApi } from "#core/protocol/v1Edits.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { ArchiveShare } from "#core/store/edit/purge.ts";
import type { Store } from "#core/store/store.ts";

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
    recycleBin: async () => ({
      deleted_runs: (await store.editor.deleted()).map((run) => ({
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
      const ids = [...store.editor.binned().keys()];
      const { results } = await store.editor.purge(ids, false);
      const count = successes(results);
      return { permanently_deleted: count, message: `Permanently deleted ${count} runs` };
    },
    async purgeRun({ params, query }) {
      const answer = (await purge(store, [params.id], query.dry_run)).get(params.id);
      if (answer === undefined) {
        throw new RunicornError("run_not_found", `There is no run ${params.id} in this store.`);
      }
      return answer;
    },
    async purgeRuns({ body }) {
      const purged = await purge(store, body.run_ids, body.dry_run);
      const results = new Map<string, V1Purge>();
      for (const id of body.run_ids) {
        const answer = purged.get(id);
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

/**
 * Removes runs, which 0.6 does whether they are in the bin or not; those there are none of are left out. An id means the run
 * that has it before anything is removed: with the first of several of one name, those of the others change. Where one in
 * the bin and one outside share an id, it is the one in the bin.
 */
async function purge(
  store: Store,
  ids: readonly string[],
  isDryRun: boolean,
): Promise<Map<string, V1Purge>> {
  const binned = store.editor.binned();
  const answers = new Map<string, V1Purge>();
  const dirs = new Map<string, string>();
  const live: string[] = [];
  for (const id of new Set(ids)) {
    const run = binned.has(id) ? undefined : find(store, id);
    const dir = binned.get(id) ?? run?.dir;
    if (dir === undefined) continue;
    if (run?.status === "running") {
      answers.set(id, {
        ...nothing(id),
        errors: ["The run is still being written; end it first."],
      });
      continue;
    }
    dirs.set(id, dir);
    if (run) live.push(id);
  }
  if (live.length > 0 && !isDryRun) await store.editor.delete(live);
  const { results, byDir } = await store.editor.purgeDirs(dirs, isDryRun);
  for (const [id, dir] of dirs) {
    const { success = false, error } = results[id] ?? {};
    answers.set(id, {
      ...nothing(id),
      ...counts(byDir.get(dir)),
      success,
      run_dir_deleted: !isDryRun && success,
      errors: error === undefined ? [] : [error],
    });
  }
  return answers;
}

type Counts = Omit<V1Purge, "success" | "run_id" | "run_dir_deleted" | "errors">;

function counts({ freed, kept, bytes }: ArchiveShare = nothingOfArchive): Counts {
  const count = (folder: string) => freed.filter((f) => f.startsWith(`archive/${folder}/`)).length;
  return {
    orphaned_assets: freed.length,
    kept_assets: kept.length,
    blobs_deleted: count("blobs"),
    manifests_deleted: count("manifests"),
    outputs_deleted: count("outputs"),
    bytes_freed: bytes,
  };
}

const nothingOfArchive: ArchiveShare = { freed: [], kept: [], bytes: 0 };

function find(store: Store, id: string): RunDetail | undefined {
  try {
    return store.getRun(id);
  } catch (error) {
    if (RunicornError.is(error, "run_not_found")) return undefined;
    throw error;
  }
}

function nothing(id: string): V1Purge {
  return { success: false, run_id: id, run_dir_deleted: false, ...counts(), errors: [] };
}

function successes(results: EachResult): number {
  return Object.values(results).filter(({ success }) => success).length;
}
