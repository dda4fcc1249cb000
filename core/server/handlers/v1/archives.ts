import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

import type { ArchiveFormat, DataFormat } from "#core/protocol/archive.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { type Run, RunsQuery } from "#core/protocol/run.ts";
import type { v1ArchiveApi } from "#core/protocol/v1Archives.ts";
import type { ArchiveSpool, SpooledArchive } from "#core/server/files/archiveSpool.ts";
import type { DownloadAnswer } from "#core/server/http/download.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Upload } from "#core/server/http/upload.ts";
import { dataFiles } from "#core/store/export/dataFiles.ts";
import { jsonObjectOrEmpty } from "#core/store/files/jsonObject.ts";
import type { Store } from "#core/store/store.ts";

import { type V1RunList, isAtPath, v1PathOf } from "./runList.ts";

/** How long a request for runs of some kind waits for a store that is being read. */
const patienceMs = 10_000;

const mediaTypes = { "tar.gz": "application/gzip", zip: "application/zip" } as const;

export function v1ArchiveHandlers(
  store: Store,
  runs: V1RunList,
  spool: ArchiveSpool,
): Handlers<typeof v1ArchiveApi> {
  const archiveOf = (ids: readonly string[], format: ArchiveFormat): DownloadAnswer => {
    const dirs = store.archives.directoriesOf(ids);
    return {
      filename: ids.length === 1 ? `${ids[0]}.${format}` : `runicorn-${ids.length}-runs.${format}`,
      mediaType: mediaTypes[format],
      write: (out) => store.archives.export(dirs, format, out),
    };
  };
  const idsOf = async (query: object, isWanted: (run: Run) => boolean = () => true) => {
    await untilRead(store);
    const ids: string[] = [];
    for await (const run of runs.each(query)) if (isWanted(run)) ids.push(run.id);
    return ids;
  };
  const dataOf = async (id: string, format: DataFormat): Promise<DownloadAnswer> => {
    const data = await store.exportData(id);
    const { extension, mediaType, write } = dataFiles[format];
    return {
      filename: `${id}.${extension}`,
      mediaType,
      write: (out) => pipeline(write(data), out),
    };
  };
  const using = async <T>(upload: Upload, use: (archive: SpooledArchive) => Promise<T>) => {
    const archive = await spool.receive(upload);
    try {
      return await use(archive);
    } finally {
      spool.remove(archive);
    }
  };
  const importFrom = ({ upload }: { upload: Upload }) =>
    using(upload, async ({ file }) => {
      const { imported, skipped, files } = await store.archives.import(file, upload);
      return {
        ok: true as const,
        imported_files: files,
        new_run_dirs: imported.map(({ dir }) => dir),
        new_run_ids: imported.map(({ id }) => id),
        skipped_run_ids: skipped,
        skipped_count: skipped.length,
        storage: store.root,
      };
    });
  return {
    async export({ body: { run_ids, format, ...query } }) {
      return archiveOf(run_ids ?? (await idsOf(query)), format);
    },
    exportRuns: ({ body }) => archiveOf(body.run_ids, "zip"),
    async exportPath({ query }) {
      const isWanted = isAtPath(query.path, query.exact);
      if (query.format === "zip") return archiveOf(await idsOf({}, isWanted), "zip");
      const found = [];
      for await (const run of runs.each()) {
        if (!isWanted(run)) continue;
        const file = (name: string) => jsonObjectOrEmpty(path.join(store.root, run.dir, name));
        found.push({
          run_id: run.id,
          path: v1PathOf(run),
          alias: run.alias,
          status: run.status,
          created_time: run.created_at,
          summary: file("summary.json"),
          meta: file("meta.json"),
        });
      }
      const list = { path: query.path, exact: query.exact, total_runs: found.length, runs: found };
      return {
        filename: "runs.json",
        mediaType: "application/json; charset=utf-8",
        write: (out) => pipeline([JSON.stringify(list)], out),
      };
    },
    exportCsv: ({ params }) => dataOf(params.id, "csv"),
    exportReport: ({ params, query }) => dataOf(params.id, query.format),
    import: importFrom,
    importArchive: importFrom,
    async previewImport({ upload }) {
      const archive = await spool.receive(upload);
      try {
        const { runs: found } = await store.archives.preview(archive.file, upload);
        upload.signal.throwIfAborted();
        const conflicts = found.filter(({ conflict }) => conflict !== null);
        return {
          ok: true as const,
          token: spool.keep(archive),
          filename: archive.filename,
          runs: found.map(({ run_id, dir, files, conflict }) => ({
            run_id,
            path: path.posix.dirname(dir),
            files_count: files,
            conflict: conflict !== null,
          })),
          total_runs: found.length,
          total_files: found.reduce((sum, { files }) => sum + files, 0),
          conflict_count: conflicts.length,
          conflict_run_ids: conflicts.map(({ run_id }) => run_id),
        };
      } catch (error) {
        spool.remove(archive);
        throw error;
      }
    },
  };
}

/** What is asked of runs that were not read yet is not true of them: an archive would lack them without a word. */
async function untilRead(store: Store): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const { indexing } = store.listRuns(RunsQuery.parse({ limit: 1 }));
    const { runs, pending } = store.counts();
    if (indexing === undefined && pending === 0) return;
    if (performance.now() > end) {
      throw new RunicornError(
        "service_unavailable",
        `The store is still being read: ${runs - pending} runs are, ${pending} are not. Name the runs, or try again in a moment.`,
      );
    }
    await sleep(50);
  }
}
