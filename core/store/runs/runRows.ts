import { crc32 } from "node:zlib";

import type { Run } from "#core/protocol/run.ts";
import { counterTable, nextNumber, setNextNumber } from "#core/store/index/counter.ts";
import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import { type Database, type SqlRow, transact } from "#core/store/index/db.ts";
import { checkRow, rowChecksum } from "#core/store/index/rowChecksum.ts";

import { configOf, DetailTable, detailTable } from "./detailTable.ts";
import { Layouts, layoutTable } from "./layouts.ts";
import { MetricTable, metricTable } from "./metricTable.ts";
import type { IndexedRun } from "./runIndex.ts";
import { eventFields, type EventsSummary, noEvents, type RunExtra } from "./runRecord.ts";
import { detailTexts, type RunTexts, runTexts } from "./runTexts.ts";

/**
 * A run is a row in each of three tables, so that what is read of all runs at once lies close together: `run` (its answer
 * in a list), `detail` (configuration, summary) and `metric`, where there is one (`has_events`). Every row carries a
 * checksum of its values. Every change gets a number; that of the first is the run's id.
 */
export const runTables = `
  CREATE TABLE run (
    id INTEGER PRIMARY KEY, dir TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL,
    revision INTEGER NOT NULL, stamp TEXT NOT NULL, doc TEXT NOT NULL, has_events INTEGER NOT NULL,
    sum INTEGER NOT NULL);
  CREATE INDEX run_seq ON run (seq);
  ${detailTable}
  ${metricTable}
  ${counterTable("change")}
  ${layoutTable}`;

/** The row of table `run`. `doc` is the run as JSON. */
export interface ListRow {
  readonly id: number;
  readonly dir: string;
  readonly revision: number;
  readonly stamp: string;
  readonly doc: string;
  readonly hasEvents: boolean;
}

/** What has become of a run that was to be written. */
export interface Written {
  readonly id: number;
  /** The number of this change; 0 where there was none. */
  readonly seq: number;
  /** Checksum of the run's JSON. */
  readonly sum: number;
  readonly isDetailChanged: boolean;
}

/** Reads and writes the rows of `runicorn.db`. Reading throws `DamagedIndexError`. */
export class RunRows {
  readonly layouts: Layouts;
  readonly details: DetailTable;
  readonly metrics: MetricTable;
  readonly #db: Database;
  /** The number of the next change, within a transaction that has asked for it; else 0. */
  #next = 0;

  constructor(db: Database) {
    this.#db = db;
    this.layouts = new Layouts(db);
    this.details = new DetailTable(db, this.layouts);
    this.metrics = new MetricTable(db, this.layouts);
  }

  /** Runs `body` in one transaction. */
  write<T>(body: () => T): T {
    try {
      return transact(this.#db, () => {
        this.#next = 0;
        const result = body();
        if (this.#next > 0) setNextNumber(this.#db, "change", this.#next);
        return result;
      });
    } catch (error) {
      this.layouts.forget();
      throw error;
    }
  }

  /** Writes a run that has no row yet; undefined where it has one. Within `write`. */
  add(dir: string, run: IndexedRun): Written | undefined {
    const written = this.addTexts(dir, runTexts(run), run);
    if (written) this.#putMetric(written.id, run, false);
    return written;
  }

  /** The same but for what is told of its events. */
  addTexts(
    dir: string,
    texts: RunTexts,
    { stamp, events }: Pick<IndexedRun, "stamp" | "events">,
  ): Written | undefined {
    const { doc } = texts;
    const values = [events.revision, stamp, doc, Number(hasEventsOf(events))] as const;
    const id = this.#takeNumber();
    const { changes } = this.#db
      .prepare("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dir) DO NOTHING")
      .run(id, dir, id, ...values, rowChecksum(dir, ...values));
    if (changes === 0) return undefined;
    this.details.put(id, texts, false);
    return { id, seq: id, sum: crc32(doc), isDetailChanged: true };
  }

  /** Writes a run where its rows are not the same already. Within `write`. */
  put(dir: string, run: IndexedRun): Written {
    const before = this.listRow(dir);
    const written = before ? this.#change(before, run) : this.add(dir, run);
    if (!written) throw new DamagedIndexError("a run has a row, and has none");
    if (!before) return written;
    const isDetailChanged = this.details.put(before.id, detailTexts(run.extra), true);
    this.#putMetric(before.id, run, before.hasEvents);
    return { ...written, isDetailChanged };
  }

  /** Writes what the events of a run tell, which changes neither its configuration nor its summary. Within `write`. */
  putEvents(
    dir: string,
    events: EventsSummary,
  ): { readonly run: Run; readonly written: Written } | undefined {
    const before = this.listRow(dir);
    const detail = before && this.details.get(before.id);
    if (!before) return undefined;
    if (!detail) throw lacking();
    const extra = JSON.parse(detail.extra) as Omit<RunExtra, "config">;
    const run = { ...(JSON.parse(before.doc) as Run), ...eventFields(extra, events) };
    const written = this.#change(before, { run, stamp: before.stamp, events });
    this.#putMetric(before.id, { extra, events }, before.hasEvents);
    return { run, written };
  }

  listRow(dir: string): ListRow | undefined {
    const row = this.#db.prepare("SELECT * FROM run WHERE dir = ?").get(dir);
    return row && toListRow(row);
  }

  /** A run's JSON; undefined where the row is of another directory, or of none. */
  doc(id: number, dir: string): string | undefined {
    const row = this.#db.prepare("SELECT * FROM run WHERE id = ?").get(id);
    const list = row && toListRow(row);
    return list?.dir === dir ? list.doc : undefined;
  }

  /** Rows with an id above `after`, ascending. */
  listRows(after: number, limit: number): ListRow[] {
    return this.#db
      .prepare("SELECT * FROM run WHERE id > ? ORDER BY id LIMIT ?")
      .all(after, limit)
      .map(toListRow);
  }

  /** Rows that were written after the change `seq`. */
  changedSince(seq: number): (ListRow & { seq: number })[] {
    const rows = this.#db.prepare("SELECT * FROM run WHERE seq > ? ORDER BY seq").all(seq);
    return rows.map((row) => ({ ...toListRow(row), seq: Number(row["seq"]) }));
  }

  /** The number of the latest change. */
  get lastSeq(): number {
    return nextNumber(this.#db, "change") - 1;
  }

  /** Throws `DamagedIndexError` where a run lacks its row in that table. */
  checkWhole(table: "detail" | "metric"): void {
    const wanted = table === "metric" ? "AND run.has_events = 1" : "";
    const found = this.#db
      .prepare(
        `SELECT 1 FROM run LEFT JOIN ${table} ON ${table}.run = run.id WHERE ${table}.run IS NULL ${wanted}`,
      )
      .get();
    if (found) throw lacking();
  }

  /** All of one run. */
  get(dir: string): IndexedRun | undefined {
    const list = this.listRow(dir);
    return list && this.#join(list);
  }

  remove(dir: string): void {
    const id = this.#db.prepare("SELECT id FROM run WHERE dir = ?").get(dir)?.["id"];
    if (id === undefined) return;
    this.#db.prepare("DELETE FROM run WHERE id = ?").run(id);
    this.details.remove(Number(id));
    this.metrics.remove(Number(id));
  }

  #join({ id, stamp, revision, doc, hasEvents }: ListRow): IndexedRun {
    const detail = this.details.get(id);
    const metric = hasEvents ? this.metrics.get(id) : undefined;
    if (!detail || (hasEvents && !metric)) throw lacking();
    const told = metric ? this.metrics.eventsOf(metric) : noEvents;
    return {
      stamp,
      run: JSON.parse(doc) as Run,
      extra: { ...(JSON.parse(detail.extra) as RunExtra), config: configOf(detail) },
      events: { ...told, revision },
    };
  }

  #takeNumber(): number {
    const number = (this.#next ||= nextNumber(this.#db, "change"));
    this.#next = number + 1;
    return number;
  }

  /** A change that is none must not look like one to other processes. */
  #change(
    { id, dir, ...before }: ListRow,
    { run, stamp, events }: Omit<IndexedRun, "extra">,
  ): Written {
    const doc = JSON.stringify(run);
    const { revision } = events;
    const hasEvents = hasEventsOf(events);
    const isSame =
      before.doc === doc &&
      before.stamp === stamp &&
      before.revision === revision &&
      before.hasEvents === hasEvents;
    const seq = isSame ? 0 : this.#takeNumber();
    if (!isSame) {
      const values = [revision, stamp, doc, Number(hasEvents)] as const;
      this.#db
        .prepare(
          "UPDATE run SET seq = ?, revision = ?, stamp = ?, doc = ?, has_events = ?, sum = ? WHERE id = ?",
        )
        .run(seq, ...values, rowChecksum(dir, ...values), id);
    }
    return { id, seq, sum: crc32(doc), isDetailChanged: false };
  }

  #putMetric(id: number, run: Parameters<MetricTable["put"]>[1], isKnown: boolean): void {
    if (hasEventsOf(run.events)) this.metrics.put(id, run, isKnown);
    else if (isKnown) this.metrics.remove(id);
  }
}

function toListRow(row: SqlRow): ListRow {
  const [id, revision] = [Number(row["id"]), Number(row["revision"])];
  const [dir, stamp, doc] = [String(row["dir"]), String(row["stamp"]), String(row["doc"])];
  const hasEvents = Number(row["has_events"]);
  checkRow(row["sum"], [dir, revision, stamp, doc, hasEvents]);
  return { id, dir, revision, stamp, doc, hasEvents: hasEvents === 1 };
}

/** Whether there is anything to be kept of a run's events. */
function hasEventsOf({ metrics, modes, problems }: EventsSummary): boolean {
  return problems.length > 0 || hasKeys(metrics) || hasKeys(modes);
}

function hasKeys(object: object): boolean {
  for (const key in object) if (Object.hasOwn(object, key)) return true;
  return false;
}

function lacking(): DamagedIndexError {
  return new DamagedIndexError("a run lacks one of its rows");
}
