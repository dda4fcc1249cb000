import { crc32 } from "node:zlib";

import type { Run } from "#core/protocol/run.ts";
import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import { type Database, type Driver, snapshot } from "#core/store/index/db.ts";
import { IndexFile, type IndexSchema } from "#core/store/index/indexFile.ts";

import { RunColumns } from "./runColumns.ts";
import { type EventsSummary, noEvents, type RunRecord } from "./runRecord.ts";
import { type ListRow, RunRows, runTables, type Written } from "./runRows.ts";
import { RunSlots } from "./runSlots.ts";
import type { RunTexts } from "./runTexts.ts";

const runSchema: IndexSchema = {
  fileName: "runicorn.db",
  version: 5,
  pageSize: 8192,
  tables: runTables,
};

/** Rows read between two chances for others to run. */
const rowsPerStep = 500;

/** One run as the index holds it. `stamp` is that of the files it was read from. */
export interface IndexedRun extends RunRecord {
  readonly stamp: string;
  readonly events: EventsSummary;
}

/** What the scan compares of a row. */
export interface RowStamp {
  readonly stamp: string;
  readonly status: string;
}

/** `runicorn.db`: the rows of every run, and in memory the columns runs are sorted and filtered by. */
export class RunIndex {
  readonly file: IndexFile;
  readonly rows: RunRows;
  readonly slots = new RunSlots();
  readonly columns: RunColumns;
  /** By slot. */
  readonly #revisions: number[] = [];
  /** By slot, a checksum of the run's JSON as this process knows it. */
  readonly #told: number[] = [];
  /** The latest change of the rows that the columns know of. */
  #seq = 0;
  #dataVersion: unknown;
  /** What the columns hear of once the transaction under way is through. */
  #afterwards: (() => void)[] | undefined;

  constructor(directory: string | undefined, driver?: Driver) {
    this.file = IndexFile.open(directory, runSchema, driver);
    this.rows = new RunRows(this.db);
    this.columns = new RunColumns(this.slots, this.rows);
  }

  get db(): Database {
    return this.file.db;
  }

  /** Brings what is there into memory, some hundred rows a step; answers what a scan compares, by directory. */
  *load(): Generator<void, Map<string, RowStamp>> {
    const stamps = new Map<string, RowStamp>();
    this.#seq = this.rows.lastSeq;
    for (let after = 0; ;) {
      const rows = this.rows.listRows(after, rowsPerStep);
      for (const row of rows) {
        after = row.id;
        stamps.set(row.dir, { stamp: row.stamp, status: this.#take(row).status });
      }
      if (rows.length < rowsPerStep) return stamps;
      yield;
    }
  }

  /** Directories of the rows that lie in the file now, of whichever process. */
  dirs(): Set<string> {
    return new Set(
      this.db
        .prepare("SELECT dir FROM run")
        .all()
        .map(({ dir }) => String(dir)),
    );
  }

  /** The revision of the series index that a run's metrics are of; undefined for a run that is not in memory. */
  revisionOf(dir: string): number | undefined {
    const slot = this.slots.slotOf(dir);
    return slot === undefined ? undefined : this.#revisions[slot];
  }

  /** Whether the run is in memory; another process may have written others. */
  has(dir: string): boolean {
    return this.slots.slotOf(dir) !== undefined;
  }

  count(): number {
    return Number(this.db.prepare("SELECT count(*) AS n FROM run").get()?.["n"]);
  }

  get(dir: string): IndexedRun | undefined {
    // Within a transaction it is one state of the database anyway.
    return this.#afterwards ? this.rows.get(dir) : snapshot(this.db, () => this.rows.get(dir));
  }

  /** Runs `body` in one transaction. */
  write<T>(body: () => T): T {
    const afterwards: (() => void)[] = [];
    this.#afterwards = afterwards;
    let result: T;
    try {
      result = this.rows.write(body);
    } finally {
      this.#afterwards = undefined;
    }
    for (const note of afterwards) note();
    return result;
  }

  /** Writes a run; false where its answer is the one that is known. Within `write`. */
  put(dir: string, run: IndexedRun): boolean {
    const written = this.rows.put(dir, run);
    const isNews = this.#isNews(dir, written);
    this.#note(dir, run, written, () => run);
    return isNews;
  }

  /** Another process may have written the same: it is news to whom this one tells. */
  #isNews(dir: string, { sum, isDetailChanged }: Written): boolean {
    const known = this.slots.slotOf(dir);
    return known === undefined || this.#told[known] !== sum || isDetailChanged;
  }

  /** Writes a run that nobody has written yet, without looking for its rows first; else answers false. Within `write`. */
  add(dir: string, run: IndexedRun): boolean {
    const written = this.rows.add(dir, run);
    if (written) this.#note(dir, run, written, () => run);
    return written !== undefined;
  }

  /** The same of a run of whose events nothing is known, as a thread has put it together; undefined where it has a row. */
  addTexts(dir: string, texts: RunTexts, stamp: string): Run | undefined {
    const written = this.rows.addTexts(dir, texts, { stamp, events: noEvents });
    if (!written) return undefined;
    const run = JSON.parse(texts.doc) as Run;
    this.#note(dir, { run, events: noEvents }, written, this.#reading(dir));
    return run;
  }

  #note(
    dir: string,
    { run, events }: Pick<IndexedRun, "run" | "events">,
    { id, seq, sum }: Written,
    indexed: () => IndexedRun,
  ): void {
    this.#afterwards?.push(() => {
      // Ours, and nobody else's in between.
      if (seq === this.#seq + 1) this.#seq = seq;
      const slot = this.slots.add(dir, id);
      this.#revisions[slot] = events.revision;
      this.#told[slot] = sum;
      this.columns.set(slot, run, indexed);
    });
  }

  /** Writes what the events of runs tell; returns the runs whose answer has changed by it. */
  putEvents(summaries: Iterable<readonly [dir: string, events: EventsSummary]>): Run[] {
    return this.write(() => {
      const changed: Run[] = [];
      for (const [dir, events] of summaries) {
        const put = this.rows.putEvents(dir, events);
        if (!put) continue;
        const { run, written } = put;
        if (this.#isNews(dir, written)) changed.push(run);
        this.#note(dir, { run, events }, written, this.#reading(dir));
      }
      return changed;
    });
  }

  remove(dir: string): void {
    this.write(() => this.rows.remove(dir));
    const slot = this.slots.slotOf(dir);
    if (slot === undefined) return;
    this.columns.clear(slot);
    this.slots.remove(slot);
  }

  /** Takes over what other processes have written to the file; answers the runs that are news by it. */
  takeOthers(): Run[] {
    const version = this.db.prepare("PRAGMA data_version").get()?.["data_version"];
    if (version === this.#dataVersion) return [];
    return snapshot(this.db, () => {
      const changed = this.rows.changedSince(this.#seq);
      // A run that is new here is for the catalog to find.
      const known = changed.filter(({ dir }) => this.slots.slotOf(dir) !== undefined);
      const runs = known.map((row) => this.#take(row));
      this.#dataVersion = version;
      this.#seq = changed[changed.length - 1]?.seq ?? this.#seq;
      return runs;
    });
  }

  #take(row: ListRow): Run {
    const known = this.slots.slotOfRow(row.id);
    if (known !== undefined && this.slots.dirOf(known) !== row.dir) {
      throw new DamagedIndexError("two runs have one row");
    }
    const run = JSON.parse(row.doc) as Run;
    const slot = this.slots.add(row.dir, row.id);
    this.#revisions[slot] = row.revision;
    this.#told[slot] = crc32(row.doc);
    this.columns.set(slot, run, this.#reading(row.dir));
    return run;
  }

  /** Reads all of a run, once, if that is asked for. */
  #reading(dir: string): () => IndexedRun {
    let indexed: IndexedRun | undefined;
    return () => {
      indexed ??= this.rows.get(dir);
      if (!indexed) throw new DamagedIndexError("a run has no row");
      return indexed;
    };
  }
}
