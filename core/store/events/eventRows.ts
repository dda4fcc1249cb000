import type { EventKey, EventsPage, EventsQuery, RunEvent } from "#core/protocol/event.ts";
import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import type { Database, SqlRow } from "#core/store/index/db.ts";
import { rowChecksum } from "#core/store/index/rowChecksum.ts";
import type { EventSource } from "#core/store/ingest/eventSource.ts";
import type { ReadRun } from "#core/store/ingest/readRun.ts";

import { EventPlaces } from "./eventPlaces.ts";
import { type EventRow, maxAlerts } from "./runEvents.ts";

/** A record may have 16 MiB, and a page a thousand of them. */
const maxPageBytes = 16 << 20;

/** For any number of types, given as JSON, with one statement. */
const isOfTypes = "type IN (SELECT value FROM json_each(?))";

export const eventTable = `
  CREATE TABLE event (
    source INTEGER, id INTEGER, type TEXT NOT NULL, key TEXT, step REAL, record TEXT NOT NULL,
    checksum INTEGER NOT NULL, PRIMARY KEY (source, id)) WITHOUT ROWID;
  CREATE INDEX event_key ON event (source, type, key, step);`;

/** Runs in the transaction of a commit. */
export function writeEvents(db: Database, source: number, rows: readonly EventRow[]): void {
  const insert = db.prepare("INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const { id, type, key, step, record } of rows) {
    const row = [source, id, type, key, step, record] as const;
    insert.run(...row, rowChecksum(...row));
  }
}

/**
 * One page of a run's typed events: file by file, of each those committed, then those that are not yet. Fewer than asked
 * for where they are large; one at least.
 */
export function listEvents(db: Database, run: ReadRun, query: EventsQuery): EventsPage {
  const page: RunEvent[] = [];
  // Samples of the machine are no events; their file goes by the same rank as that of the events.
  const sources = run.sources.filter(({ file }) => file.source === "events");
  const places = new EventPlaces(sources, query);
  let bytes = 0;
  for (const source of sources) {
    const { count } = source.events;
    const after = places.of(source);
    // None of a page that begins behind this file, nor of a file that another one has replaced.
    places.set(source, count);
    if (after > count) continue;
    for (const [id, size] of sizesOf(db, source, { ...query, after })) {
      const last = page[page.length - 1];
      if (last && (page.length === query.limit || bytes + size > maxPageBytes)) {
        // Of files that come later nothing was looked at yet.
        places.set(source, Math.max(after, last.id - source.events.base));
        return { events: page, next: last.id, cursor: places.toString() };
      }
      bytes += size;
      page.push(toEvent(source, readEvent(db, source, id)));
    }
  }
  return { events: page, next: null, cursor: places.toString() };
}

/** Id and size of the events a page may have, and of one more. */
function sizesOf(
  db: Database,
  { id, events }: EventSource,
  { type, key, after, limit }: EventsQuery,
): (readonly [id: number, bytes: number])[] {
  const rows =
    id === undefined
      ? []
      : db
          .prepare(
            `SELECT id, octet_length(record) AS bytes FROM event
             WHERE source = ? AND id > ? AND id <= ?
             ${type === undefined ? "" : `AND ${isOfTypes}`}
             ${key === undefined ? "" : "AND key = ?"} ORDER BY id LIMIT ?`,
          )
          .all(
            id,
            after,
            events.committedCount,
            ...(type === undefined ? [] : [JSON.stringify(type)]),
            ...(key === undefined ? [] : [key]),
            limit + 1,
          );
  const pending = events.pending.filter(
    (row) =>
      row.id > after &&
      (type === undefined || type.includes(row.type)) &&
      (key === undefined || row.key === key),
  );
  return [
    ...rows.map((row) => [Number(row["id"]), Number(row["bytes"])] as const),
    ...pending.map(({ id, record }) => [id, record.length] as const),
  ];
}

/** The newest alerts of a source after one of its events, in their order. */
export function listAlerts(db: Database, source: EventSource, after: number): EventRow[] {
  return db
    .prepare(
      "SELECT id FROM event WHERE source = ? AND type = 'alert' AND id > ? ORDER BY id DESC LIMIT ?",
    )
    .all(source.id ?? 0, after, maxAlerts)
    .reverse()
    .map(({ id }) => readEvent(db, source, Number(id)));
}

/** One event of a source. Throws `DamagedIndexError` where a bit of it has changed. */
function readEvent(db: Database, { id: source, events }: EventSource, id: number): EventRow {
  const pending = events.pending[id - events.committedCount - 1];
  if (pending) return pending;
  const row = db
    .prepare("SELECT type, key, step, record, checksum FROM event WHERE source = ? AND id = ?")
    .get(source ?? 0, id);
  const { type = null, key = null, step = null, record = null, checksum } = row ?? {};
  if (checksum !== rowChecksum(source ?? 0, id, type, key, step, record)) {
    throw new DamagedIndexError("an event does not match its checksum");
  }
  return { ...headOf({ id, type, key, step }), record: String(record) };
}

/** What an event is searched by. */
export function headOf({ id, type, key, step }: SqlRow): Omit<EventRow, "record"> {
  return {
    id: Number(id),
    type: String(type),
    key: typeof key === "string" ? key : null,
    step: typeof step === "number" ? step : null,
  };
}

/** What there is of these types, key by key, in order of first appearance. */
export function listEventKeys(db: Database, run: ReadRun, types: readonly string[]): EventKey[] {
  const keys = new Map<string, EventKey & { first: number }>();
  for (const source of run.sources) {
    for (const found of keysOf(db, source, types)) {
      const name = JSON.stringify([found.type, found.key]);
      const known = keys.get(name);
      keys.set(name, known ? merged(known, found) : found);
    }
  }
  return [...keys.values()]
    .sort((a, b) => a.first - b.first)
    .map(({ first: _first, ...key }) => key);
}

type FoundKey = EventKey & { readonly first: number };

function* keysOf(
  db: Database,
  { id, events }: EventSource,
  types: readonly string[],
): Generator<FoundKey> {
  const rows =
    id === undefined
      ? []
      : db
          .prepare(
            `SELECT type, key, count(*) AS n, min(step) AS low, max(step) AS high, min(id) AS first
             FROM event WHERE source = ? AND id <= ? AND ${isOfTypes}
             GROUP BY type, key`,
          )
          .all(id, events.committedCount, JSON.stringify(types));
  for (const { type, key, n, low, high, first } of rows) {
    yield {
      type: String(type),
      key: typeof key === "string" ? key : null,
      count: Number(n),
      first_step: typeof low === "number" ? low : null,
      last_step: typeof high === "number" ? high : null,
      first: events.base + Number(first),
    };
  }
  for (const { id, type, key, step } of events.pending) {
    if (!types.includes(type)) continue;
    yield { type, key, count: 1, first_step: step, last_step: step, first: events.base + id };
  }
}

function merged(a: FoundKey, b: FoundKey): FoundKey {
  return {
    ...a,
    count: a.count + b.count,
    first_step: outermost(Math.min, a.first_step, b.first_step),
    last_step: outermost(Math.max, a.last_step, b.last_step),
    first: Math.min(a.first, b.first),
  };
}

/** Of those that are there. */
function outermost(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}

function toEvent({ file, events }: EventSource, row: EventRow): RunEvent {
  const { ts, data } = JSON.parse(row.record) as Pick<RunEvent, "ts" | "data">;
  const { id, type, key, step } = row;
  return { id: events.base + id, type, key, step, ts, rank: file.rank, data };
}
