import { crc32 } from "node:zlib";

import type { Run } from "#core/protocol/run.ts";
import { flatten } from "#core/store/files/boundedJson.ts";
import type { Database, SqlRow, SqlValue } from "#core/store/index/db.ts";
import { DamagedIndexError } from "#core/store/series/block.ts";

import { toFieldValue } from "./fieldValue.ts";
import { Layouts, layoutTable } from "./layouts.ts";
import { decodeMetric, encodeMetrics, type SeriesStats } from "./metricCells.ts";
import { type MetricMode, modeOf } from "./metricModes.ts";
import type { IndexedRun } from "./runIndex.ts";
import type { EventsSummary, RunExtra } from "./runRecord.ts";

/**
 * A run is a row in each of three tables, so that what is read of all runs at once lies close together: `run` (its answer
 * in a list), `detail` (configuration, summary) and `metric`. Every row carries a checksum of its values.
 */
export const runTables = `
  CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dir TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL,
    revision INTEGER NOT NULL, stamp TEXT NOT NULL, doc TEXT NOT NULL, sum INTEGER NOT NULL);
  CREATE INDEX run_seq ON run (seq);
  CREATE TABLE detail (
    run INTEGER PRIMARY KEY, layout INTEGER NOT NULL, cells TEXT NOT NULL, extra TEXT NOT NULL,
    sum INTEGER NOT NULL);
  CREATE TABLE metric (
    run INTEGER PRIMARY KEY, layout INTEGER NOT NULL, cells BLOB NOT NULL, events TEXT NOT NULL,
    sum INTEGER NOT NULL);
  ${layoutTable}`;

/** The row of table `run`. `doc` is the run as JSON. */
export interface ListRow {
  readonly id: number;
  readonly dir: string;
  readonly revision: number;
  readonly stamp: string;
  readonly doc: string;
}

/** `names[i]` is the field of `cells[i]`: `config.<path>` with any value, `summary.<path>` with those to sort by. */
export interface DetailRow {
  readonly run: number;
  readonly names: readonly string[];
  readonly cells: string;
  readonly extra: string;
}

/** `names[i]` is the metric at place i of `cells`, after a sign of which of its values is best. */
export interface MetricRow {
  readonly run: number;
  readonly layout: number;
  readonly cells: Uint8Array;
  readonly events: string;
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

const signs = { min: "<", max: ">", none: "=" } as const;

/** The metric that a layout's name stands for, and which of its values is best. Only good for those of metrics. */
export function parseMetricName(name: string): [key: string, mode: MetricMode | undefined] {
  const mode = name.startsWith(signs.min) ? "min" : name.startsWith(signs.max) ? "max" : undefined;
  return [name.slice(1), mode];
}

/** Reads and writes the rows of `runicorn.db`. Reading throws `DamagedIndexError`. */
export class RunRows {
  readonly layouts: Layouts;
  readonly #db: Database;
  /** The number of the latest change, within a transaction that has asked for it. */
  #lastSeq: number | undefined;

  constructor(db: Database) {
    this.#db = db;
    this.layouts = new Layouts(db);
  }

  /** A transaction begins: what other processes wrote before it counts. */
  begin(): void {
    this.#lastSeq = undefined;
  }

  get #nextSeq(): number {
    return (this.#lastSeq ??= this.lastSeq) + 1;
  }

  /** Writes a run that has no row yet; undefined where it has one. */
  add(dir: string, run: IndexedRun): Written | undefined {
    const doc = JSON.stringify(run.run);
    const { revision } = run.events;
    const seq = this.#nextSeq;
    const { changes, lastInsertRowid: id } = this.#db
      .prepare(
        `INSERT INTO run (dir, seq, revision, stamp, doc, sum) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (dir) DO NOTHING`,
      )
      .run(dir, seq, revision, run.stamp, doc, checksum(dir, revision, run.stamp, doc));
    if (changes === 0) return undefined;
    this.#lastSeq = seq;
    this.#putDetail(id, run, false);
    this.#putMetric(id, run, false);
    return { id, seq, sum: crc32(doc), isDetailChanged: true };
  }

  /** Writes a run where its rows are not the same already. */
  put(dir: string, run: IndexedRun): Written {
    const before = this.listRow(dir);
    const doc = JSON.stringify(run.run);
    const { revision } = run.events;
    const isSame =
      before?.doc === doc && before.stamp === run.stamp && before.revision === revision;
    // A change that is none must not look like one to other processes.
    const { id, seq } = isSame
      ? { id: before.id, seq: 0 }
      : this.#putList(dir, revision, run.stamp, doc);
    const isDetailChanged = this.#putDetail(id, run, before !== undefined);
    this.#putMetric(id, run, before !== undefined);
    return { id, seq, sum: crc32(doc), isDetailChanged };
  }

  listRow(dir: string): ListRow | undefined {
    const row = this.#db.prepare("SELECT * FROM run WHERE dir = ?").get(dir);
    return row && toListRow(row);
  }

  /** The JSON of runs, in the order of their row ids; undefined where a row is of another directory, or of none. */
  doc(id: number, dir: string): string | undefined {
    const row = this.#db.prepare("SELECT * FROM run WHERE id = ?").get(id);
    const list = row && toListRow(row);
    return list?.dir === dir ? list.doc : undefined;
  }

  detail(id: number): DetailRow | undefined {
    const row = this.#db.prepare("SELECT * FROM detail WHERE run = ?").get(id);
    return row && this.#toDetail(row);
  }

  metric(id: number): MetricRow | undefined {
    const row = this.#db.prepare("SELECT * FROM metric WHERE run = ?").get(id);
    return row && toMetric(row);
  }

  /** Rows with an id above `after`, ascending. */
  listRows(after: number, limit: number): ListRow[] {
    return this.#page("run", "id", after, limit).map(toListRow);
  }

  /** Rows that were written after the change `seq`. */
  changedSince(seq: number): (ListRow & { seq: number })[] {
    const rows = this.#db.prepare("SELECT * FROM run WHERE seq > ? ORDER BY seq").all(seq);
    return rows.map((row) => ({ ...toListRow(row), seq: Number(row["seq"]) }));
  }

  /** The number of the latest change. */
  get lastSeq(): number {
    return Number(this.#db.prepare("SELECT coalesce(max(seq), 0) AS seq FROM run").get()?.["seq"]);
  }

  details(after: number, limit: number): DetailRow[] {
    return this.#page("detail", "run", after, limit).map((row) => this.#toDetail(row));
  }

  metrics(after: number, limit: number): MetricRow[] {
    return this.#page("metric", "run", after, limit).map(toMetric);
  }

  /** Whether every run has its row in that table. */
  isWhole(table: "detail" | "metric"): boolean {
    const lacking = this.#db
      .prepare(
        `SELECT 1 FROM run LEFT JOIN ${table} ON ${table}.run = run.id WHERE ${table}.run IS NULL`,
      )
      .get();
    return lacking === undefined;
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
    this.#db.prepare("DELETE FROM detail WHERE run = ?").run(id);
    this.#db.prepare("DELETE FROM metric WHERE run = ?").run(id);
  }

  #join({ id, stamp, revision, doc }: ListRow): IndexedRun {
    const detail = this.detail(id);
    const metric = this.metric(id);
    if (!detail || !metric) throw new DamagedIndexError("a run lacks one of its rows");
    const events = JSON.parse(metric.events) as Pick<EventsSummary, "problems" | "modes">;
    return {
      stamp,
      run: JSON.parse(doc) as Run,
      extra: { ...(JSON.parse(detail.extra) as RunExtra), config: configOf(detail) },
      events: { revision, metrics: this.metricsOf(metric), ...events },
    };
  }

  /** The statistics of a run's metrics, by key. */
  metricsOf({ layout, cells }: MetricRow): Record<string, SeriesStats> {
    const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
    const names = this.layouts.namesOf(layout);
    return Object.fromEntries(
      names.map((name, place) => [parseMetricName(name)[0], decodeMetric(view, place)]),
    );
  }

  #page(table: string, key: string, after: number, limit: number): SqlRow[] {
    return this.#db
      .prepare(`SELECT * FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`)
      .all(after, limit);
  }

  #putList(dir: string, revision: number, stamp: string, doc: string): { id: number; seq: number } {
    const seq = this.#nextSeq;
    const row = this.#db
      .prepare(
        `INSERT INTO run (dir, seq, revision, stamp, doc, sum) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (dir) DO UPDATE SET seq = excluded.seq, revision = excluded.revision,
           stamp = excluded.stamp, doc = excluded.doc, sum = excluded.sum
         RETURNING id`,
      )
      .get(dir, seq, revision, stamp, doc, checksum(dir, revision, stamp, doc));
    this.#lastSeq = seq;
    return { id: Number(row?.["id"]), seq };
  }

  #putDetail(id: number, { extra: { config, ...extra } }: IndexedRun, isKnown: boolean): boolean {
    const cells: [string, unknown][] = [];
    for (const [path, value] of Object.entries(config)) cells.push([`config.${path}`, value]);
    for (const [path, value] of Object.entries(flatten(extra.summary))) {
      if (toFieldValue(value) !== undefined) cells.push([`summary.${path}`, value]);
    }
    const layout = this.layouts.idOf(cells.map(([name]) => name));
    const values = JSON.stringify(cells.map(([, value]) => value));
    const text = JSON.stringify(extra);
    const sum = checksum(id, layout, values, text);
    if (isKnown) {
      const before = this.#db.prepare("SELECT * FROM detail WHERE run = ?").get(id);
      if (before?.["cells"] === values && before["extra"] === text && before["sum"] === sum)
        return false;
    }
    this.#db
      .prepare("INSERT OR REPLACE INTO detail VALUES (?, ?, ?, ?, ?)")
      .run(id, layout, values, text, sum);
    return true;
  }

  #putMetric(id: number, run: IndexedRun, isKnown: boolean): void {
    const { metrics, modes, problems } = run.events;
    const names = Object.keys(metrics).map((key) => signs[modeOf(key, run) ?? "none"] + key);
    const layout = this.layouts.idOf(names);
    const cells = encodeMetrics(Object.values(metrics));
    const events = JSON.stringify({ problems, modes });
    const sum = checksum(id, layout, cells, events);
    const before = isKnown
      ? this.#db.prepare("SELECT sum, length(cells) AS bytes FROM metric WHERE run = ?").get(id)
      : undefined;
    if (before?.["sum"] === sum && before["bytes"] === cells.length) return;
    this.#db
      .prepare("INSERT OR REPLACE INTO metric VALUES (?, ?, ?, ?, ?)")
      .run(id, layout, cells, events, sum);
  }

  #toDetail(row: SqlRow): DetailRow {
    const [run, layout] = [Number(row["run"]), Number(row["layout"])];
    const [cells, extra] = [String(row["cells"]), String(row["extra"])];
    check(row, checksum(run, layout, cells, extra));
    return { run, names: this.layouts.namesOf(layout), cells, extra };
  }
}

/** A run's hyper-parameters by dotted path. */
export function configOf({ names, cells }: DetailRow): Record<string, unknown> {
  const values = JSON.parse(cells) as unknown[];
  return Object.fromEntries(
    names.flatMap((name, i) =>
      name.startsWith("config.") ? [[name.slice("config.".length), values[i]]] : [],
    ),
  );
}

function toListRow(row: SqlRow): ListRow {
  const [id, revision] = [Number(row["id"]), Number(row["revision"])];
  const [dir, stamp, doc] = [String(row["dir"]), String(row["stamp"]), String(row["doc"])];
  check(row, checksum(dir, revision, stamp, doc));
  return { id, dir, revision, stamp, doc };
}

function toMetric(row: SqlRow): MetricRow {
  const [run, layout] = [Number(row["run"]), Number(row["layout"])];
  const { cells } = row;
  const events = String(row["events"]);
  if (!(cells instanceof Uint8Array)) throw new DamagedIndexError("a run's metrics are no bytes");
  check(row, checksum(run, layout, cells, events));
  return { run, layout, cells, events };
}

function checksum(...values: readonly SqlValue[]): number {
  let sum = 0;
  let text = "";
  for (const value of values) {
    if (value instanceof Uint8Array) {
      sum = crc32(value, crc32(text, sum));
      text = "";
    } else text += String(value);
  }
  return crc32(text, sum);
}

function check(row: SqlRow, sum: number): void {
  if (row["sum"] !== sum) throw new DamagedIndexError("a run's row does not match its checksum");
}
