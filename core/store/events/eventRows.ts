import type { EventKey, EventsPage, EventsQuery, RunEvent } from "#core/protocol/event.ts";
import type { Database, SqlRow } from "#core/store/index/db.ts";
import type { EventSource } from "#core/store/ingest/eventSource.ts";

import type { EventRow } from "./runEvents.ts";

/** A record may have 16 MiB, and a page a thousand of them. */
const maxPageBytes = 16 << 20;

export const eventTable = `
  CREATE TABLE event (
    source INTEGER, id INTEGER, type TEXT NOT NULL, key TEXT, step REAL, record TEXT NOT NULL,
    PRIMARY KEY (source, id)) WITHOUT ROWID;
  CREATE INDEX event_key ON event (source, type, key, step);`;

/** Runs in the transaction of a commit. */
export function writeEvents(db: Database, source: number, rows: readonly EventRow[]): void {
  const insert = db.prepare("INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?)");
  for (const { id, type, key, step, record } of rows) {
    insert.run(source, id, type, key, step, record);
  }
}

/**
 * One page of a run's typed events: those committed, then those that are not yet. Fewer than asked for where they are
 * large; one at least.
 */
export function listEvents(
  db: Database,
  { id, events }: EventSource,
  query: EventsQuery,
): EventsPage {
  const { type, key, after, limit } = query;
  const wanted = limit + 1;
  const types = type?.map(() => "?").join(", ");
  const select = (columns: string, last: number) =>
    id === undefined
      ? []
      : db
          .prepare(
            `SELECT ${columns} FROM event WHERE source = ? AND id > ? AND id <= ?
             ${types === undefined ? "" : `AND type IN (${types})`}
             ${key === undefined ? "" : "AND key = ?"} ORDER BY id LIMIT ?`,
          )
          .all(
            id,
            after,
            Math.min(last, events.committedCount),
            ...(type ?? []),
            ...(key === undefined ? [] : [key]),
            wanted,
          );
  const pending = events.pending.filter(
    (row) =>
      row.id > after &&
      (type === undefined || type.includes(row.type)) &&
      (key === undefined || row.key === key),
  );
  const sizes = [
    ...select("id, octet_length(record) AS bytes", Infinity).map(
      ({ id, bytes }) => [Number(id), Number(bytes)] as const,
    ),
    ...pending.map(({ id, record }) => [id, record.length] as const),
  ];
  let bytes = 0;
  const tooMuch = sizes.findIndex(([, size], i) => (bytes += size) > maxPageBytes && i > 0);
  const count = Math.min(limit, tooMuch === -1 ? sizes.length : tooMuch);
  const last = sizes[count - 1]?.[0] ?? 0;
  const page = [...select("id, type, key, step, record", last).map(rowOf), ...pending];
  return {
    events: page.slice(0, count).map(toEvent),
    next: sizes.length > count ? last : null,
  };
}

/** What there is of these types, key by key, in order of first appearance. */
export function listEventKeys(
  db: Database,
  { id, events }: EventSource,
  types: readonly string[],
): EventKey[] {
  const keys = new Map<string, EventKey & { first: number }>();
  const add = (
    row: Pick<EventRow, "type" | "key"> & { first: number },
    steps: number[],
    n: number,
  ) => {
    const name = JSON.stringify([row.type, row.key]);
    const { type, key, first } = row;
    const known = keys.get(name) ?? {
      type,
      key,
      first,
      count: 0,
      first_step: null,
      last_step: null,
    };
    keys.set(name, known);
    known.count += n;
    for (const step of steps) {
      known.first_step = Math.min(step, known.first_step ?? step);
      known.last_step = Math.max(step, known.last_step ?? step);
    }
  };
  if (id !== undefined) {
    const rows = db
      .prepare(
        `SELECT type, key, count(*) AS n, min(step) AS low, max(step) AS high, min(id) AS first
         FROM event WHERE source = ? AND id <= ? AND type IN (${types.map(() => "?").join(", ")})
         GROUP BY type, key`,
      )
      .all(id, events.committedCount, ...types);
    for (const row of rows) {
      const steps = [row["low"], row["high"]].filter((step) => typeof step === "number");
      add({ ...namesOf(row), first: Number(row["first"]) }, steps, Number(row["n"]));
    }
  }
  for (const row of events.pending) {
    if (!types.includes(row.type)) continue;
    add({ ...row, first: row.id }, row.step === null ? [] : [row.step], 1);
  }
  return [...keys.values()]
    .sort((a, b) => a.first - b.first)
    .map(({ first: _first, ...key }) => key);
}

function rowOf(row: SqlRow): EventRow {
  return {
    id: Number(row["id"]),
    ...namesOf(row),
    step: typeof row["step"] === "number" ? row["step"] : null,
    record: String(row["record"]),
  };
}

function namesOf(row: SqlRow): Pick<EventRow, "type" | "key"> {
  return { type: String(row["type"]), key: typeof row["key"] === "string" ? row["key"] : null };
}

function toEvent({ id, type, key, step, record }: EventRow): RunEvent {
  const { ts, data } = JSON.parse(record) as Pick<RunEvent, "ts" | "data">;
  return { id, type, key, step, ts, data };
}
