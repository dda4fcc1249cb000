import type { EventKey, EventsPage, EventsQuery } from "#core/protocol/event.ts";
import {
  eventTable,
  listEventKeys,
  listEvents,
  writeEvents,
} from "#core/store/events/eventRows.ts";
import { RunEvents } from "#core/store/events/runEvents.ts";
import {
  type Database,
  type Driver,
  type SqlValue,
  type Statement,
  transact,
} from "#core/store/index/db.ts";
import { IndexFile, type IndexSchema } from "#core/store/index/indexFile.ts";
import { type EventSource, type ReadState, startState } from "#core/store/ingest/eventSource.ts";

import { Axis } from "./axis.ts";
import { DamagedIndexError } from "./block.ts";
import { Column, type Level } from "./column.ts";
import { RunningStats } from "./metricStats.ts";
import { type ColumnStore, RunSeries } from "./runSeries.ts";

const seriesSchema: IndexSchema = {
  fileName: "series.db",
  version: 2,
  // A sealed block of 1984 float64 fills one page, so that reading it never follows an overflow chain.
  pageSize: 16384,
  // AUTOINCREMENT: an id never comes back, so a process that holds one which is gone cannot take it for another.
  tables: `
    CREATE TABLE source (
      id INTEGER PRIMARY KEY AUTOINCREMENT, dir TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, state TEXT NOT NULL);
    CREATE TABLE axis (
      source INTEGER, id INTEGER, state BLOB NOT NULL, PRIMARY KEY (source, id)) WITHOUT ROWID;
    CREATE TABLE series (
      source INTEGER, id INTEGER, key TEXT NOT NULL, axis INTEGER NOT NULL, state BLOB NOT NULL,
      PRIMARY KEY (source, id)) WITHOUT ROWID;
    ${eventTable}
    CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
    CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO counter VALUES ('column', 1);`,
};

/** `block.id` packs column, level (2 bits) and block (20 bits: two thousand million rows); it stays below 2^53. */
const idsPerLevel = 2 ** 20;
const idsPerColumn = 2 ** 22;
/** Column numbers taken at once, so that taking one is seldom a transaction. */
const columnsAtOnce = 1024;

/** `series.db`: the curves of every run, and how far its `events.jsonl` has been read for them. */
export class SeriesIndex implements ColumnStore {
  readonly file: IndexFile;
  readonly #readBlock: Statement;
  readonly #writeBlock: Statement;
  #nextColumn = 0;
  #endColumn = 0;

  constructor(directory: string | undefined, driver?: Driver) {
    this.file = IndexFile.open(directory, seriesSchema, driver);
    this.#readBlock = this.#db.prepare("SELECT data FROM block WHERE id = ?");
    this.#writeBlock = this.#db.prepare("INSERT OR REPLACE INTO block VALUES (?, ?)");
  }

  /** How far each run is indexed, by directory. */
  sources(): Map<string, { revision: number; stamp: string }> {
    const rows = this.#db.prepare("SELECT dir, revision, state FROM source").all();
    return new Map(
      rows.map(({ dir, revision, state }) => [
        String(dir),
        { revision: Number(revision), stamp: parseState(state).stamp },
      ]),
    );
  }

  /** Bytes of a run's events that are committed. */
  offsetOf(dir: string): number {
    const row = this.#db.prepare("SELECT state FROM source WHERE dir = ?").get(dir);
    return row ? parseState(row["state"]).offset : 0;
  }

  /** A run as last committed by any process; one that is not in yet starts empty. */
  load(dir: string): EventSource {
    const row = this.#db.prepare("SELECT id, revision, state FROM source WHERE dir = ?").get(dir);
    if (!row) {
      const [series, events] = [new RunSeries(this), new RunEvents(0)];
      return {
        dir,
        id: undefined,
        revision: 0,
        state: startState(),
        series,
        events,
        isDirty: false,
      };
    }
    const id = Number(row["id"]);
    const state = parseState(row["state"]);
    const axes = this.#loadAxes(id);
    return {
      dir,
      id,
      revision: Number(row["revision"]),
      state,
      events: new RunEvents(state.events),
      series: new RunSeries(this, axes.values(), this.#loadSeries(id, axes)),
      isDirty: false,
    };
  }

  /**
   * Writes all that is not written yet, in one transaction, so that the database is always exactly the index of a prefix
   * of every file. Returns the runs another process has committed since `load`: what is in memory of them is worth nothing.
   */
  commit(sources: readonly EventSource[]): ReadonlySet<EventSource> {
    const ids = transact(this.#db, () =>
      sources.map((source) => {
        const id = this.#claim(source);
        if (id === undefined) return id;
        this.#write(id, source.series);
        writeEvents(this.#db, id, source.events.pending);
        return id;
      }),
    );
    const overtaken = new Set<EventSource>();
    sources.forEach((source, i) => {
      if (ids[i] === undefined) {
        overtaken.add(source);
        return;
      }
      source.id = ids[i];
      source.revision++;
      source.isDirty = false;
      source.events.committed();
      for (const column of source.series.columns()) column.committed();
    });
    return overtaken;
  }

  /** Forgets all of a run. Its next `load` starts empty. */
  remove(dir: string): void {
    transact(this.#db, () => {
      const id = this.#db.prepare("SELECT id FROM source WHERE dir = ?").get(dir)?.["id"];
      if (id === undefined) return;
      const axes = this.#loadAxes(Number(id));
      const series = this.#loadSeries(Number(id), axes);
      const drop = this.#db.prepare("DELETE FROM block WHERE id >= ? AND id < ?");
      const columns = [...axes.values()].flatMap(({ steps, times }) => [steps, times]);
      for (const column of [...columns, ...series.map(({ values }) => values)]) {
        drop.run(column.id * idsPerColumn, (column.id + 1) * idsPerColumn);
      }
      for (const table of ["axis", "series", "event"]) {
        this.#db.prepare(`DELETE FROM ${table} WHERE source = ?`).run(id);
      }
      this.#db.prepare("DELETE FROM source WHERE id = ?").run(id);
    });
  }

  /** Typed events of a run, from here and from what is not written yet. */
  listEvents(source: EventSource, query: EventsQuery): EventsPage {
    return listEvents(this.#db, source, query);
  }

  listEventKeys(source: EventSource, types: readonly string[]): EventKey[] {
    return listEventKeys(this.#db, source, types);
  }

  read(column: number, level: Level, block: number): Uint8Array | undefined {
    const data = this.#readBlock.get(blockId(column, level, block))?.["data"];
    return data instanceof Uint8Array ? data : undefined;
  }

  allocate(): number {
    if (this.#nextColumn === this.#endColumn) {
      transact(this.#db, () => {
        const row = this.#db.prepare("SELECT next FROM counter WHERE name = 'column'").get();
        this.#nextColumn = Number(row?.["next"]);
        this.#endColumn = this.#nextColumn + columnsAtOnce;
        this.#db.prepare("UPDATE counter SET next = ? WHERE name = 'column'").run(this.#endColumn);
      });
    }
    return this.#nextColumn++;
  }

  get #db(): Database {
    return this.file.db;
  }

  /** Writes the source's row, if nobody else has since it was loaded; returns its id. */
  #claim({ dir, id, revision, state, events }: EventSource): number | undefined {
    state.events = events.count;
    const text = JSON.stringify(state);
    const row = this.#db.prepare("SELECT id, revision FROM source WHERE dir = ?").get(dir);
    if (row?.["id"] !== id || (row !== undefined && row["revision"] !== revision)) return undefined;
    if (id === undefined) {
      return this.#db
        .prepare("INSERT INTO source (dir, revision, state) VALUES (?, ?, ?)")
        .run(dir, revision + 1, text).lastInsertRowid;
    }
    this.#db
      .prepare("UPDATE source SET revision = ?, state = ? WHERE id = ?")
      .run(revision + 1, text, id);
    return id;
  }

  #write(source: number, series: RunSeries): void {
    const putAxis = this.#db.prepare("INSERT OR REPLACE INTO axis VALUES (?, ?, ?)");
    for (const axis of series.axes()) {
      if (axis.steps.isDirty) putAxis.run(source, axis.id, toBytes(axis.toArray()));
    }
    const putSeries = this.#db.prepare("INSERT OR REPLACE INTO series VALUES (?, ?, ?, ?, ?)");
    for (const one of series.series()) {
      if (!one.values.isDirty) continue;
      const state = toBytes([one.values.id, ...one.stats.toArray()]);
      putSeries.run(source, one.id, one.key, one.axis.id, state);
    }
    for (const column of series.columns()) {
      for (const { level, block, data } of column.pending()) {
        this.#writeBlock.run(blockId(column.id, level, block), data);
      }
    }
  }

  #loadAxes(source: number): Map<number, Axis> {
    const rows = this.#db.prepare("SELECT id, state FROM axis WHERE source = ?").all(source);
    return new Map(
      rows.map(({ id, state }) => [Number(id), Axis.fromArray(Number(id), toNumbers(state), this)]),
    );
  }

  #loadSeries(source: number, axes: ReadonlyMap<number, Axis>) {
    return this.#db
      .prepare("SELECT id, key, axis, state FROM series WHERE source = ? ORDER BY id")
      .all(source)
      .map((row) => {
        const axis = axes.get(Number(row["axis"]));
        if (!axis) throw new DamagedIndexError("a series has lost its axis");
        const [column = 0, ...stats] = toNumbers(row["state"]);
        return {
          id: Number(row["id"]),
          key: String(row["key"]),
          axis,
          values: new Column(column, this, axis.length),
          stats: RunningStats.fromArray(stats),
        };
      });
  }
}

function blockId(column: number, level: Level, block: number): number {
  return column * idsPerColumn + level * idsPerLevel + block;
}

function parseState(text: SqlValue | undefined): ReadState {
  try {
    return { ...startState(), ...(JSON.parse(String(text)) as ReadState) };
  } catch (cause) {
    throw new DamagedIndexError("a state is not JSON", { cause });
  }
}

function toBytes(numbers: readonly number[]): Uint8Array {
  return new Uint8Array(new Float64Array(numbers).buffer);
}

function toNumbers(bytes: SqlValue | undefined): Float64Array {
  if (!(bytes instanceof Uint8Array)) throw new DamagedIndexError("a state is not there");
  return new Float64Array(new Uint8Array(bytes).buffer);
}
