import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import type { DeletedRun, EachResult, PurgeAnswer, RunEdit } from "#core/protocol/edit.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { readRunFiles, stampRun } from "#core/store/files/runFiles.ts";
import type { Catalog } from "#core/store/follow/catalog.ts";
import { thisHost } from "#core/store/follow/liveness.ts";
import type { RunPlace } from "#core/store/follow/runDirectories.ts";
import { inSlices } from "#core/store/runs/inSlices.ts";
import { lifeOf } from "#core/store/runs/runRecord.ts";

import { type DeleteReason, isMarked, mark, unmark } from "./deletedMark.ts";
import { editMeta } from "./editMeta.ts";
import { type ArchiveShares, emptyRun, freeArchive, removeRun, sharesOfArchive } from "./purge.ts";
import { RecycleBin } from "./recycleBin.ts";
import { settleRun } from "./settleRun.ts";

/** What a person changes in a store. The files are changed, then looked at again, so that every list is right at once. */
export class RunEditor {
  readonly #root: string;
  readonly #catalog: Catalog;
  readonly #bin: RecycleBin;
  readonly #onFailure: (error: unknown) => void;

  /** `onFailure` is told what keeps the index from being brought up to files that have been changed. */
  constructor(root: string, catalog: Catalog, onFailure: (error: unknown) => void) {
    this.#root = root;
    this.#catalog = catalog;
    this.#onFailure = onFailure;
    this.#bin = new RecycleBin(root, () => catalog.marked());
  }

  /** Throws `run_not_found`, `conflict`, `store_read_only`. */
  edit(id: string, edit: RunEdit): void {
    const dir = this.#dirOf(id);
    editMeta(path.join(this.#root, dir), edit);
    this.#lookAgain(dir);
  }

  /** Writes down of every run that is called running and whose process is gone that it has failed. Throws `store_read_only`. */
  async settle(): Promise<{ checked: number; updated: number }> {
    const host = thisHost();
    // Those called running whose process is gone are answered as failed already.
    const open = [...this.#catalog.entries()].filter(
      ([, { status }]) => status === "running" || status === "failed",
    );
    let checked = 0;
    let updated = 0;
    for (const [dir] of open) {
      await turn();
      const settled = settleRun(path.join(this.#root, dir), host, Date.now() / 1000);
      if (settled !== "not running") checked++;
      if (settled !== "written") continue;
      updated++;
      this.#lookAgain(dir);
    }
    return { checked, updated };
  }

  /** Puts runs into the recycle bin; nothing of them is removed. */
  delete(ids: readonly string[], reason: DeleteReason = "user_deleted"): Promise<EachResult> {
    // As the ids are now: with the first of several runs of one name, those of the others change.
    const dirs = new Map(ids.map((id) => [id, this.#catalog.dirOf(id)]));
    return each(ids, (id) => {
      const dir = dirs.get(id) ?? this.#dirOf(id);
      mark(path.join(this.#root, dir), this.#catalog.get(dir)?.status ?? "finished", reason);
      this.#lookAgain(dir);
    });
  }

  /** Latest first. */
  async deleted(): Promise<DeletedRun[]> {
    return inSlices(this.#bin.list());
  }

  /** Directories of the runs in the bin, by the ids they have there. */
  binned(): ReadonlyMap<string, string> {
    return new Map(Array.from(this.#bin.places(), ([id, { dir }]) => [id, dir]));
  }

  /** Takes runs out of the bin. */
  restore(ids: readonly string[]): Promise<EachResult> {
    const places = this.#bin.places();
    return each(ids, async (id) => {
      const home = unmark(this.#root, this.#binned(places, id).dir);
      await this.#catalog.rescan(home);
    });
  }

  /** Removes runs of the bin for good, with what of the archive nobody else refers to. */
  async purge(ids: readonly string[], isDryRun: boolean): Promise<PurgeAnswer> {
    const binned = this.#bin.places();
    const dirs = new Map<string, string>();
    const found = await each(ids, (id) => {
      dirs.set(id, this.#binned(binned, id).dir);
    });
    const { results, freed, kept, bytes } = await this.purgeDirs(dirs, isDryRun);
    return { results: { ...found, ...results }, freed, kept, bytes };
  }

  /**
   * The same of run directories, by the ids that the answer is to tell of them. What is not in the bin stays; a dry run
   * tells of it what would be freed.
   */
  async purgeDirs(
    dirs: ReadonlyMap<string, string>,
    isDryRun: boolean,
  ): Promise<Pick<PurgeAnswer, "results"> & ArchiveShares> {
    const checked = new Map<string, string>();
    const results = await each([...dirs.keys()], (id) => {
      const dir = dirs.get(id) ?? "";
      if (!isDryRun) this.#checkMarked(id, dir);
      this.#refuseIfWritten(dir);
      checked.set(id, dir);
    });
    if (isDryRun) return { results, ...(await this.#sharesNow(new Set(checked.values()))) };
    const emptied = await each([...checked.keys()], (id) => {
      const dir = checked.get(id) ?? "";
      this.#checkMarked(id, dir);
      this.#refuseIfWritten(dir);
      emptyRun(path.join(this.#root, dir));
    });
    const empty = [...checked].filter(([id]) => emptied[id]?.success);
    // What a run that is still there refers to stays, and what one refers to that has come since. What nobody refers to
    // goes while it is known, for a purge that breaks off is begun again.
    const last = await this.#sharesNow(new Set(empty.map(([, dir]) => dir)));
    freeArchive(this.#root, last.freed);
    const removed = await each(
      empty.map(([id]) => id),
      (id) => removeRun(path.join(this.#root, checked.get(id) ?? "")),
    );
    return { ...last, results: { ...results, ...emptied, ...removed } };
  }

  /** Another process may just have begun or restored a run that needs the same. */
  async #sharesNow(dirs: ReadonlySet<string>): Promise<ArchiveShares> {
    await this.#catalog.rescan();
    return sharesOfArchive(this.#root, dirs, () => this.#othersThan(dirs));
  }

  /** What was changed is changed, whether or not a list can tell of it at once. */
  #lookAgain(dir: string): void {
    try {
      this.#catalog.refresh(dir);
    } catch (error) {
      this.#onFailure(error);
    }
  }

  *#othersThan(dirs: ReadonlySet<string>): Generator<string> {
    for (const [dir] of this.#catalog.entries()) if (!dirs.has(dir)) yield dir;
    for (const dir of this.#bin.directories()) if (!dirs.has(dir)) yield dir;
  }

  /** A process that still writes would write on, into a run that is only half there. */
  #refuseIfWritten(dir: string): void {
    const directory = path.join(this.#root, dir);
    const files = readRunFiles(directory);
    const life = lifeOf(files, stampRun(directory), thisHost(), Date.now() / 1000);
    if (life.status !== "running") return;
    throw new RunicornError("conflict", "The run is still being written; end it first.");
  }

  /** `places` as they were when the ids were given: an id may mean another run once its first owner has left the bin. */
  #binned(places: ReadonlyMap<string, RunPlace>, id: string): RunPlace {
    const place = places.get(id);
    if (place) return place;
    throw new RunicornError("run_not_found", `There is no run ${id} in the recycle bin.`);
  }

  /** It may have been taken out of the bin meanwhile. */
  #checkMarked(id: string, dir: string): void {
    if (isMarked(path.join(this.#root, dir))) return;
    throw new RunicornError("run_not_found", `There is no run ${id} in the recycle bin.`);
  }

  #dirOf(id: string): string {
    const dir = this.#catalog.dirOf(id);
    if (dir !== undefined) return dir;
    throw new RunicornError("run_not_found", `There is no run ${id} in this store.`);
  }
}

/** Does something for every id; what fails for one is told with it and keeps no other from being done. */
async function each(
  ids: readonly string[],
  act: (id: string) => void | Promise<void>,
): Promise<EachResult> {
  const results = new Map<string, EachResult[string]>();
  for (const id of new Set(ids)) {
    try {
      // A run may have very many files, and others want answers, too.
      await turn();
      await act(id);
      results.set(id, { success: true });
    } catch (error) {
      if (RunicornError.is(error, "store_read_only")) throw error;
      results.set(id, { success: false, error: sentenceOf(error) });
    }
  }
  // An id is anybody's word: this makes own properties even of `__proto__`.
  return Object.fromEntries(results);
}

function sentenceOf(error: unknown): string {
  if (RunicornError.is(error)) return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "an unknown error";
  return `The system refused it (${code}).`;
}
