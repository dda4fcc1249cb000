import type { RunStatus } from "#core/protocol/format.ts";
import type { Run } from "#core/protocol/run.ts";
import {
  readRunFiles,
  type RunFiles,
  type RunStamp,
  stampRun,
} from "#core/store/files/runFiles.ts";
import type { IndexedRun, RowStamp, RunIndex } from "#core/store/runs/runIndex.ts";
import {
  buildRecord,
  createdAt,
  type EventsSummary,
  lifeOf,
  noEvents,
} from "#core/store/runs/runRecord.ts";
import type { RunTexts } from "#core/store/runs/runTexts.ts";

import { type Host, thisHost } from "./liveness.ts";
import type { RunPlace } from "./runDirectories.ts";
import { RunIds, runIdOf } from "./runIds.ts";
import { absolute, type SeenRun } from "./seenRuns.ts";

/** What is remembered of each run between two looks at its directory. */
export interface CatalogEntry {
  readonly place: RunPlace;
  stamp: RunStamp;
  status: RunStatus;
  /** Appeared or was running while we looked on, so that its points are news. */
  isLive: boolean;
  /** The files behind `stamp`, kept while the run is running: its liveness is judged again and again. */
  files: RunFiles | undefined;
}

/** The runs of a root as last seen, and how they are written to `runicorn.db`. */
export class CatalogRows {
  readonly entries = new Map<string, CatalogEntry>();
  readonly #root: string;
  readonly #host: Host = thisHost();
  readonly #ids = new RunIds();
  index: RunIndex;

  constructor(root: string, index: RunIndex) {
    this.#root = root;
    this.index = index;
  }

  idOf(dir: string): string {
    return this.#ids.idOf(dir);
  }

  dirOf(id: string): string | undefined {
    return this.#ids.dirOf(id);
  }

  /** Takes a run in; returns all of its name, whose ids may have changed by it. */
  add({ place, stamp, files }: SeenRun, isLive: boolean): readonly RunPlace[] {
    const status = "running";
    this.entries.set(place.dir, { place, stamp, status, isLive, files });
    return this.#ids.add(place);
  }

  /** Forgets a run; returns those left of its name. */
  drop(dir: string): readonly RunPlace[] {
    this.entries.delete(dir);
    return this.#ids.remove(dir);
  }

  /** Whether a run whose small files are the same may be another one now: it is alive no more, or as old as its last write. */
  mayDiffer({ status, files, stamp, place }: CatalogEntry): boolean {
    if (status !== "running") return false;
    if (!files || createdAt(files, place) === undefined) return true;
    return lifeOf(files, stamp, this.#host, Date.now() / 1000).status !== "running";
  }

  /** Whether the index has the run as it is, by what it had when it was opened. */
  take(dir: string, indexed: ReadonlyMap<string, RowStamp>): boolean {
    const entry = this.entries.get(dir);
    const row = indexed.get(dir);
    if (!entry || !row || row.status === "running") return false;
    if (row.stamp !== indexStamp(this.idOf(dir), entry.stamp)) return false;
    entry.status = row.status as RunStatus;
    return true;
  }

  /** Whether a row is of no run. A directory that could not be listed may still be there, or have come since. */
  isGone(dir: string): boolean {
    if (this.entries.has(dir)) return false;
    const stamp = stampRun(absolute(this.#root, dir));
    return stamp.deleted || isGone(stamp);
  }

  /** Brings a run's row up to its files; returns the run where its answer has changed. Within `index.write`. */
  write(entry: CatalogEntry, oldEvents = noEvents): Run | undefined {
    const { place, stamp } = entry;
    const id = this.idOf(place.dir);
    const files = entry.files ?? readRunFiles(absolute(this.#root, place.dir), stamp);
    const rowWith = (events: EventsSummary): IndexedRun => {
      const sources = { id, place, files, stamp, events };
      const record = buildRecord(sources, this.#host, Date.now() / 1000);
      const isRunning = record.run.status === "running";
      entry.status = record.run.status;
      entry.files = isRunning ? files : undefined;
      if (isRunning) entry.isLive = true;
      return { ...record, events, stamp: indexStamp(id, stamp) };
    };
    if (!this.index.has(place.dir)) {
      const row = rowWith(oldEvents);
      if (this.index.add(place.dir, row)) return row.run;
    }
    const row = rowWith(this.index.get(place.dir)?.events ?? oldEvents);
    return this.index.put(place.dir, row) ? row.run : undefined;
  }

  /** The same of a run that has ended and was read by a thread; false where that cannot be used. */
  writeTexts(entry: CatalogEntry, texts: RunTexts): boolean {
    const { dir } = entry.place;
    const id = this.idOf(dir);
    if (id !== runIdOf(dir) || this.index.has(dir)) return false;
    const run = this.index.addTexts(dir, texts, indexStamp(id, entry.stamp));
    if (run) entry.status = run.status;
    return run !== undefined;
  }
}

/** A row is only good for the id it was written under. */
export function indexStamp(id: string, stamp: RunStamp): string {
  return `${id}|${stamp.text}`;
}

/** A run directory has meta.json or status.json, the first two of its stamp. */
export function isGone(stamp: RunStamp): boolean {
  return stamp.isCertain && stamp.text.startsWith("||");
}
