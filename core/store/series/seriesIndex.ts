import type { EventKey, EventsPage, EventsQuery } from "#core/protocol/event.ts";
import { checkEvents } from "#core/store/events/eventCheck.ts";
import {
  eventTable,
  listAlerts,
  listEventKeys,
  listEvents,
  writeEvents,
} from "#core/store/events/eventRows.ts";
import { type EventRow, RunEvents } from "#core/store/events/runEvents.ts";
import { type EventFile, joinStamps, toEventFile } from "#core/store/files/eventFiles.ts";
import { counterTable, takeNumbers } from "#core/store/index/counter.ts";
import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import {
  type Database,
  type Driver,
  type SqlValue,
  snapshot,
  transact,
} from "#core/store/index/db.ts";
import { IndexFile, type IndexSchema } from "#core/store/index/indexFile.ts";
import { checkRow, rowChecksum } from "#core/store/index/rowChecksum.ts";
import { type EventSource, startState } from "#core/store/ingest/eventSource.ts";
import { ReadRun } from "#core/store/ingest/readRun.ts";

import { Axis } from "./axis.ts";
import { BlockTable, blockTable } from "./blockTable.ts";
import { Column, type Level } from "./column.ts";
import { DecodedBlocks } from "./decodedBlocks.ts";
import { RunningStats } from "./metricStats.ts";
import { type ColumnStore, RunSeries } from "./runSeries.ts";
import {
  claimSource,
  listAllSources,
  listSources,
  readSource,
  type SourceMark,
  type SourceRow,
  sourceTable,
} from "./sourceRows.ts";
import type { Steps } from "./steps.ts";

const seriesSchema: IndexSchema = {
  fileName: "series.db",
  version: 7,
  // A sealed block of 1984 float64 fills one page, so that reading it never follows an overflow chain.
  pageSize: 16384,
  tables: `
    ${sourceTable}
    CREATE TABLE axis (
      source INTEGER, id INTEGER, state BLOB NOT NULL, checksum INTEGER NOT NULL,
      PRIMARY KEY (source, id)) WITHOUT ROWID;
    CREATE TABLE series (
      source INTEGER, id INTEGER, key TEXT NOT NULL, axis INTEGER NOT NULL, state BLOB NOT NULL,
      checksum INTEGER NOT NULL, PRIMARY KEY (source, id)) WITHOUT ROWID;
    ${eventTable}
    ${blockTable}
    ${counterTable("column", "revision")}`,
};

/** Column numbers taken at once, so that taking one is seldom a transaction. */
const columnsAtOnce = 1024;
/** Of blocks that were read last: about ten curves of a thousand buckets. */
const decodedBytes = 8 << 20;

/** How far a run is indexed: all of its files together. */
export interface IndexedEvents {
  /** Greater with every commit of one of its files. */
  readonly revision: number;
  /** See `RunStamp.events`. */
  readonly stamp: string;
  /** Bytes. */
  readonly offset: number;
}

/** `series.db`: the curves of every run, and how far its files have been read for them. */
export class SeriesIndex implements ColumnStore {
  readonly file: IndexFile;
  readonly decoded = new DecodedBlocks(decodedBytes);
  readonly #blocks: BlockTable;
  #nextColumn = 0;
  #endColumn = 0;

  constructor(directory: string | undefined, driver?: Driver) {
    this.file = IndexFile.open(directory, seriesSchema, driver);
    this.#blocks = new BlockTable(this.#db);
  }

  /** How far each run is indexed, by directory; some hundred files a step. */
  *sources(): Generator<void, Map<string, IndexedEvents>> {
    const indexed = new Map<string, IndexedEvents>();
    // They come run by run, but a page may end within one.
    let files: SourceMark[] = [];
    for (const page of listAllSources(this.#db)) {
      for (const file of page) {
        if (file.dir !== files[0]?.dir) {
          note(files);
          files = [];
        }
        files.push(file);
      }
      yield;
    }
    note(files);
    return indexed;

    function note(files: readonly SourceMark[]): void {
      const [first] = files;
      if (!first) return;
      indexed.set(first.dir, {
        revision: Math.max(...files.map(({ revision }) => revision)),
        stamp: joinStamps(files),
        offset: files.reduce((sum, { offset }) => sum + offset, 0),
      });
    }
  }

  /** Names of a run's files that are indexed. */
  filesOf(dir: string): string[] {
    return listSources(this.#db, dir).map(({ name }) => name);
  }

  /** Bytes of a run's files that are committed. */
  offsetOf(dir: string): number {
    return listSources(this.#db, dir).reduce((sum, { offset }) => sum + offset, 0);
  }

  /** A run as last committed by any process. */
  loadRun(dir: string): ReadRun {
    const run = new ReadRun(dir);
    snapshot(this.#db, () => {
      for (const file of this.filesOf(dir).map(toEventFile)) {
        if (file) run.put(this.#load(dir, file));
      }
    });
    return run;
  }

  /** A file as last committed by any process; one that is not in yet starts empty. */
  load(dir: string, file: EventFile): EventSource {
    return snapshot(this.#db, () => this.#load(dir, file));
  }

  /** A file that is not in yet. Where another process was quicker, that is found out by `commit`. */
  start(dir: string, file: EventFile): EventSource {
    return this.#source(dir, file, undefined, new RunSeries(this));
  }

  #load(dir: string, file: EventFile): EventSource {
    const row = readSource(this.#db, dir, file.name);
    if (!row) return this.start(dir, file);
    const axes = this.#loadAxes(row.id);
    const series = this.#loadSeries(row.id, axes);
    const isWhole = row.axes === axes.size && row.series === series.length;
    if (!isWhole) throw new DamagedIndexError("rows of a source are missing");
    return this.#source(dir, file, row, new RunSeries(this, axes.values(), series));
  }

  #source(
    dir: string,
    file: EventFile,
    row: SourceRow | undefined,
    series: RunSeries,
  ): EventSource {
    const state = row?.state ?? startState();
    return {
      dir,
      file,
      id: row?.id,
      revision: row?.revision ?? 0,
      state,
      series,
      events: new RunEvents(state.events, file.rank, state.eventSum),
      isDirty: false,
      isUnreadable: false,
    };
  }

  /**
   * Writes all that is not written yet, in one transaction, so that the database is always exactly the index of a prefix
   * of every file. Returns those another process has committed since `load`: what is in memory of them is worth nothing.
   */
  commit(sources: readonly EventSource[]): ReadonlySet<EventSource> {
    const { revision, ids } = transact(this.#db, () => {
      const added = sources.filter(({ id }) => id === undefined).length;
      // A source gets its id, which never comes back, from the same numbers.
      const revision = takeNumbers(this.#db, "revision", 1 + added);
      let next = revision + 1;
      const ids = sources.map((source) => {
        const id = claimSource(this.#db, source, revision, () => next++);
        if (id === undefined) return id;
        this.#write(id, source.series);
        writeEvents(this.#db, id, source.events.pending);
        return id;
      });
      return { revision, ids };
    });
    const overtaken = new Set<EventSource>();
    sources.forEach((source, i) => {
      if (ids[i] === undefined) {
        overtaken.add(source);
        return;
      }
      source.id = ids[i];
      source.revision = revision;
      source.isDirty = false;
      source.events.committed();
      for (const column of source.series.columns()) column.committed();
    });
    return overtaken;
  }

  /** Forgets a run, or one of its files. The next `load` starts empty. */
  remove(dir: string, file?: string): void {
    transact(this.#db, () => {
      for (const name of file === undefined ? this.filesOf(dir) : [file]) this.#drop(dir, name);
    });
  }

  #drop(dir: string, file: string): void {
    const id = readSource(this.#db, dir, file)?.id;
    if (id === undefined) return;
    const axes = this.#loadAxes(id);
    const series = this.#loadSeries(id, axes);
    const columns = [...axes.values()].flatMap(({ steps, times }) => [steps, times]);
    for (const column of [...columns, ...series.map(({ values }) => values)]) {
      this.#blocks.drop(column.id);
    }
    for (const table of ["axis", "series", "event"]) {
      this.#db.prepare(`DELETE FROM ${table} WHERE source = ?`).run(id);
    }
    this.#db.prepare("DELETE FROM source WHERE id = ?").run(id);
  }

  /** Compares what a run's events are searched by with what was written. Throws `DamagedIndexError`. */
  *checkEvents(run: ReadRun): Steps<void> {
    for (const source of run.sources) yield* checkEvents(this.file, source);
  }

  /** Typed events of a run, from here and from what is not written yet. */
  listEvents(run: ReadRun, query: EventsQuery): EventsPage {
    return snapshot(this.#db, () => listEvents(this.#db, run, query));
  }

  listEventKeys(run: ReadRun, types: readonly string[]): EventKey[] {
    return snapshot(this.#db, () => listEventKeys(this.#db, run, types));
  }

  /** The newest alerts of a file after one of its events. */
  listAlerts(source: EventSource, after: number): EventRow[] {
    return snapshot(this.#db, () => listAlerts(this.#db, source, after));
  }

  read(column: number, level: Level, block: number): Uint8Array | undefined {
    return this.#blocks.read(column, level, block);
  }

  allocate(): number {
    if (this.#nextColumn === this.#endColumn) {
      this.#nextColumn = transact(this.#db, () => takeNumbers(this.#db, "column", columnsAtOnce));
      this.#endColumn = this.#nextColumn + columnsAtOnce;
    }
    return this.#nextColumn++;
  }

  get #db(): Database {
    return this.file.db;
  }

  #write(source: number, series: RunSeries): void {
    const putAxis = this.#db.prepare("INSERT OR REPLACE INTO axis VALUES (?, ?, ?, ?)");
    for (const axis of series.axes()) {
      if (!axis.steps.isDirty) continue;
      const state = toBytes(axis.toArray());
      putAxis.run(source, axis.id, state, rowChecksum(source, axis.id, state));
    }
    const putSeries = this.#db.prepare("INSERT OR REPLACE INTO series VALUES (?, ?, ?, ?, ?, ?)");
    for (const one of series.series()) {
      if (!one.values.isDirty) continue;
      const state = toBytes([one.values.id, ...one.stats.toArray()]);
      const row = [source, one.id, one.key, one.axis.id, state] as const;
      putSeries.run(...row, rowChecksum(...row));
    }
    for (const column of series.columns()) {
      for (const block of column.pending()) this.#blocks.write(block);
    }
  }

  #loadAxes(source: number): Map<number, Axis> {
    const rows = this.#db
      .prepare("SELECT id, state, checksum FROM axis WHERE source = ?")
      .all(source);
    return new Map(
      rows.map(({ id, state, checksum }) => {
        checkRow(checksum, [source, Number(id), state ?? null]);
        return [Number(id), Axis.fromArray(Number(id), toNumbers(state), this)];
      }),
    );
  }

  #loadSeries(source: number, axes: ReadonlyMap<number, Axis>) {
    return this.#db
      .prepare("SELECT id, key, axis, state, checksum FROM series WHERE source = ? ORDER BY id")
      .all(source)
      .map((row) => {
        const [id, key, axisId] = [Number(row["id"]), String(row["key"]), Number(row["axis"])];
        checkRow(row["checksum"], [source, id, key, axisId, row["state"] ?? null]);
        const axis = axes.get(axisId);
        if (!axis) throw new DamagedIndexError("a series has lost its axis");
        const [column = 0, ...stats] = toNumbers(row["state"]);
        const values = new Column(column, this, axis.length);
        return { id, key, axis, values, stats: RunningStats.fromArray(stats) };
      });
  }
}

function toBytes(numbers: readonly number[]): Uint8Array {
  return new Uint8Array(new Float64Array(numbers).buffer);
}

function toNumbers(bytes: SqlValue | undefined): Float64Array {
  if (!(bytes instanceof Uint8Array)) throw new DamagedIndexError("a state is not there");
  return new Float64Array(new Uint8Array(bytes).buffer);
}
