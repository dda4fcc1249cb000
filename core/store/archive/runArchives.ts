import { existsSync } from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";

import type { ArchiveFormat, ImportPreview, ImportAnswer } from "#core/protocol/archive.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { changing } from "#core/store/files/replaceJson.ts";
import type { Catalog } from "#core/store/follow/catalog.ts";
import { runIdOf } from "#core/store/follow/runIds.ts";

import { type ArchivedRun, archivedRuns } from "./archivedRun.ts";
import { invalidArchive } from "./archiveEntry.ts";
import { type ArchiveLimits, defaultLimits } from "./archiveLimits.ts";
import { exportRuns } from "./exportRuns.ts";
import { importRuns } from "./importRuns.ts";
import { archiveError, readArchive } from "./readArchive.ts";

export interface ImportOptions {
  readonly limits?: ArchiveLimits;
  /** Stops between two files; nothing has come then. */
  readonly signal?: AbortSignal;
}

/** Whole runs out of a store and into it, as `.tar.gz` or `.zip`. */
export class RunArchives {
  readonly #root: string;
  readonly #catalog: Catalog;

  constructor(root: string, catalog: Catalog) {
    this.#root = root;
    this.#catalog = catalog;
  }

  /** Throws `run_not_found` before anything is written. Runs of different ids never share a name in the archive. */
  directoriesOf(ids: readonly string[]): string[] {
    return [...new Set(ids)].map((id) => {
      const dir = this.#catalog.dirOf(id);
      if (dir === undefined)
        throw new RunicornError("run_not_found", `There is no run ${id} in this store.`);
      return dir;
    });
  }

  /** Writes the runs of these directories (see `directoriesOf`) into `out`. */
  export(dirs: readonly string[], format: ArchiveFormat, out: Writable): Promise<void> {
    return exportRuns(this.#root, dirs, format, out);
  }

  /** What an import of `file` would do. Throws `invalid_archive`. */
  async preview(
    file: string,
    { limits = defaultLimits, signal }: ImportOptions = {},
  ): Promise<ImportPreview> {
    const { runs, others } = await runsIn(file, limits, signal);
    return {
      runs: [...runs.values()].map((run) => ({
        run_id: runIdOf(run.dir),
        dir: run.dir,
        files: run.files,
        bytes: run.bytes,
        conflict: this.#conflict(run),
      })),
      other_files: others,
    };
  }

  /** Unpacks every run that is not here yet. Throws `invalid_archive`, `store_read_only`, `storage_full`. */
  async import(
    file: string,
    { limits = defaultLimits, signal }: ImportOptions = {},
  ): Promise<ImportAnswer> {
    const { runs } = await runsIn(file, limits, signal);
    const fresh = new Map([...runs].filter(([, run]) => this.#conflict(run) === null));
    const dirs =
      fresh.size === 0
        ? []
        : await importRuns(this.#root, readArchive(file, limits), fresh, signal).catch(refuse);
    await this.#catalog.rescan();
    const come = new Set(dirs);
    const all = [...runs.values()];
    return {
      imported: dirs.map((dir) => ({ id: this.#catalog.idOf(dir), dir })),
      skipped: all.filter(({ dir }) => !come.has(dir)).map(({ dir }) => runIdOf(dir)),
      files: all.filter(({ dir }) => come.has(dir)).reduce((sum, { files }) => sum + files, 0),
    };
  }

  /** Why a run is not imported, or null. */
  #conflict({ dir }: ArchivedRun): "exists" | null {
    const isHere =
      this.#catalog.dirOf(runIdOf(dir)) !== undefined || existsSync(path.join(this.#root, dir));
    return isHere ? "exists" : null;
  }
}

async function runsIn(
  file: string,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): ReturnType<typeof archivedRuns> {
  const found = await archivedRuns(readArchive(file, limits), signal).catch(refuse);
  if (found.runs.size === 0) throw invalidArchive("there is no run in it");
  return found;
}

/** As an error that says what to do: the bytes, the disk, or a store that is not ours to write may be at fault. */
function refuse(error: unknown): never {
  return changing(() => {
    throw archiveError(error);
  });
}
