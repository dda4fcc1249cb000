import type { Run } from "#core/protocol/run.ts";
import { flatten } from "#core/store/files/boundedJson.ts";
import {
  type Database,
  type Driver,
  type SqlRow,
  type Statement,
  transact,
} from "#core/store/index/db.ts";
import { IndexFile, type IndexSchema } from "#core/store/index/indexFile.ts";

import { eventFields, type EventsSummary, type RunExtra, type RunRecord } from "./runRecord.ts";

const runSchema: IndexSchema = {
  fileName: "runicorn.db",
  version: 2,
  pageSize: 8192,
  // Lists read the columns and hand on `doc` as it is; the wide columns come last, so that rows are skipped cheaply.
  tables: `
    CREATE TABLE run (
      id INTEGER PRIMARY KEY, dir TEXT NOT NULL UNIQUE,
      project TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,
      created REAL NOT NULL, ended REAL, active REAL NOT NULL,
      stamp TEXT NOT NULL, doc TEXT NOT NULL, extra TEXT NOT NULL, events TEXT NOT NULL);
    CREATE INDEX run_created ON run (created, dir);
    CREATE INDEX run_project ON run (project, created, dir);
    CREATE INDEX run_status ON run (status, created, dir);
    CREATE INDEX run_activity ON run (project, status, active);
    CREATE INDEX run_place ON run (project, name, status, active);
    CREATE TABLE tag (tag TEXT, run INTEGER, PRIMARY KEY (tag, run)) WITHOUT ROWID;
    CREATE INDEX tag_run ON tag (run);
    CREATE TABLE field (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE val (field INTEGER, value, run INTEGER, PRIMARY KEY (field, value, run)) WITHOUT ROWID;
    CREATE INDEX val_run ON val (run, field);`,
};

/** One run's row, parsed. `stamp` is that of the files it was read from. */
export interface IndexedRun extends RunRecord {
  readonly stamp: string;
  readonly events: EventsSummary;
}

export interface RowStamp {
  readonly stamp: string;
  readonly status: string;
  /** Of the series index, when the row's metrics were taken from it. */
  readonly revision: number;
}

/** `runicorn.db`: one row per run, and what runs are sorted and filtered by. */
export class RunIndex {
  readonly file: IndexFile;
  readonly #fieldIds = new Map<string, number>();
  readonly #select: Statement;
  readonly #upsert: Statement;
  readonly #setEvents: Statement;

  constructor(directory: string | undefined, driver?: Driver) {
    this.file = IndexFile.open(directory, runSchema, driver);
    this.#select = this.db.prepare("SELECT stamp, doc, extra, events FROM run WHERE dir = ?");
    this.#upsert = this.db.prepare(`
      INSERT INTO run (dir, project, name, status, created, ended, active, stamp, doc, extra, events)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (dir) DO UPDATE SET project = excluded.project, name = excluded.name,
        status = excluded.status, created = excluded.created, ended = excluded.ended,
        active = excluded.active, stamp = excluded.stamp, doc = excluded.doc,
        extra = excluded.extra, events = excluded.events`);
    this.#setEvents = this.db.prepare("UPDATE run SET doc = ?, events = ? WHERE dir = ?");
  }

  get db(): Database {
    return this.file.db;
  }

  /** Everything the scan compares, by directory. */
  stamps(): Map<string, RowStamp> {
    const rows = this.db
      .prepare("SELECT dir, stamp, status, json_extract(events, '$.revision') AS revision FROM run")
      .all();
    return new Map(
      rows.map(({ dir, stamp, status, revision }) => [
        String(dir),
        { stamp: String(stamp), status: String(status), revision: Number(revision) },
      ]),
    );
  }

  count(): number {
    return Number(this.db.prepare("SELECT count(*) AS n FROM run").get()?.["n"]);
  }

  get(dir: string): IndexedRun | undefined {
    const row = this.#select.get(dir);
    return row && parseRow(row);
  }

  /** Writes a run; false where the index already holds exactly this. */
  put(dir: string, run: IndexedRun): boolean {
    const before = this.#select.get(dir);
    const doc = JSON.stringify(run.run);
    const extra = JSON.stringify(run.extra);
    const events = JSON.stringify(run.events);
    const isSame = before?.["doc"] === doc && before["extra"] === extra;
    if (isSame && before["stamp"] === run.stamp && before["events"] === events) return false;
    const { project, name, status, created_at: created, ended_at: ended } = run.run;
    const active = Math.max(created, ended ?? 0);
    this.#upsert.run(
      dir,
      project,
      name,
      status,
      created,
      ended,
      active,
      run.stamp,
      doc,
      extra,
      events,
    );
    if (!isSame || before["events"] !== events) this.#putFields(dir, run);
    return !isSame;
  }

  /** Writes what the events of runs tell; returns the runs whose answer has changed by it. */
  putEvents(summaries: Iterable<readonly [dir: string, events: EventsSummary]>): Run[] {
    return transact(this.db, () => {
      const changed: Run[] = [];
      for (const [dir, events] of summaries) {
        const before = this.get(dir);
        if (!before) continue;
        const run = { ...before.run, ...eventFields(before.extra, events) };
        const doc = JSON.stringify(run);
        this.#setEvents.run(doc, JSON.stringify(events), dir);
        this.#putFields(dir, { ...before, run, events });
        if (doc !== JSON.stringify(before.run)) changed.push(run);
      }
      return changed;
    });
  }

  /** The same for a live run, without the fields runs are sorted by: those are not worth writing that often. */
  putLive(dir: string, events: EventsSummary): Run | undefined {
    const before = this.get(dir);
    if (!before) return undefined;
    const run = { ...before.run, ...eventFields(before.extra, events) };
    const doc = JSON.stringify(run);
    this.#setEvents.run(doc, JSON.stringify(events), dir);
    return doc === JSON.stringify(before.run) ? undefined : run;
  }

  remove(dir: string): void {
    transact(this.db, () => {
      const id = this.db.prepare("SELECT id FROM run WHERE dir = ?").get(dir)?.["id"];
      if (id === undefined) return;
      for (const sql of [
        "DELETE FROM val WHERE run = ?",
        "DELETE FROM tag WHERE run = ?",
        "DELETE FROM run WHERE id = ?",
      ]) {
        this.db.prepare(sql).run(id);
      }
    });
  }

  fieldId(name: string): number | undefined {
    const known = this.#fieldIds.get(name);
    if (known !== undefined) return known;
    const id = this.db.prepare("SELECT id FROM field WHERE name = ?").get(name)?.["id"];
    if (typeof id !== "number") return undefined;
    this.#fieldIds.set(name, id);
    return id;
  }

  #putFields(dir: string, { run, extra, events }: IndexedRun): void {
    const id = this.db.prepare("SELECT id FROM run WHERE dir = ?").get(dir)?.["id"];
    if (id === undefined) return;
    this.db.prepare("DELETE FROM val WHERE run = ?").run(id);
    this.db.prepare("DELETE FROM tag WHERE run = ?").run(id);
    const insertTag = this.db.prepare("INSERT OR IGNORE INTO tag VALUES (?, ?)");
    for (const tag of run.tags) insertTag.run(tag, id);
    const insert = this.db.prepare("INSERT OR IGNORE INTO val VALUES (?, ?, ?)");
    for (const [name, value] of fields(run, extra, events)) {
      insert.run(this.#makeField(name), value, id);
    }
  }

  #makeField(name: string): number {
    const known = this.fieldId(name);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.db.prepare("INSERT INTO field (name) VALUES (?)").run(name);
    // Not remembered before the transaction around is through; fieldId finds it then.
    return lastInsertRowid;
  }
}

function parseRow(row: SqlRow): IndexedRun {
  return {
    stamp: String(row["stamp"]),
    run: JSON.parse(String(row["doc"])) as Run,
    extra: JSON.parse(String(row["extra"])) as RunExtra,
    events: JSON.parse(String(row["events"])) as EventsSummary,
  };
}

/** What runs are sorted and filtered by, besides the columns of their rows. */
function* fields(
  run: Run,
  extra: RunExtra,
  events: EventsSummary,
): Generator<[string, number | string]> {
  const { id, alias, notes, hostname: host, exit_reason, pinned, archived, started_at } = run;
  const own = { id, alias, notes, host, exit_reason, started_at };
  for (const [name, value] of Object.entries(own)) if (value !== null) yield [name, value];
  for (const [name, isSet] of Object.entries({ pinned, archived })) if (isSet) yield [name, 1];
  yield* scalars("config", extra.config);
  yield* scalars("summary", flatten(extra.summary));
  for (const [key, { last, min, max, mean, count }] of Object.entries(events.metrics)) {
    // A last value that is not finite is a string here and sorts with the runs that have none.
    for (const [name, value] of Object.entries({ last, min, max, mean, count })) {
      if (typeof value === "number") yield [`metrics.${key}.${name}`, value];
    }
  }
}

function* scalars(
  prefix: string,
  values: Record<string, unknown>,
): Generator<[string, number | string]> {
  for (const [path, value] of Object.entries(values)) {
    if (typeof value === "number" || typeof value === "string") yield [`${prefix}.${path}`, value];
    else if (typeof value === "boolean") yield [`${prefix}.${path}`, Number(value)];
  }
}
