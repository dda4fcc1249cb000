import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import type { Database } from "#core/store/index/db.ts";
import type { IndexFile } from "#core/store/index/indexFile.ts";
import type { EventSource } from "#core/store/ingest/eventSource.ts";
import type { Steps } from "#core/store/series/steps.ts";

import { headOf } from "./eventRows.ts";
import { addEvent } from "./runEvents.ts";

/** Events looked at between two turns of others. */
const eventsPerStep = 500;

/**
 * Compares the index that a file's events are searched by with what was written, over a connection of its own, since others
 * write meanwhile. What lives in memory needs no such look. Throws `DamagedIndexError`.
 */
export function* checkEvents(file: IndexFile, source: EventSource): Steps<void> {
  const { id, events, state } = source;
  if (events.isChecked || id === undefined || state.events === 0) return;
  const db = file.openAgain();
  try {
    if (db) yield* check(db, id, state);
  } finally {
    db?.close();
  }
  events.isChecked = true;
}

function* check(db: Database, source: number, state: EventSource["state"]): Steps<void> {
  const { events, eventSum } = state;
  db.exec("BEGIN");
  // Another process has put another file in its place.
  if (!db.prepare("SELECT 1 FROM source WHERE id = ?").get(source)) return;
  const rows = db
    .prepare(
      "SELECT id, type, key, step FROM event INDEXED BY event_key WHERE source = ? AND id <= ?",
    )
    .iterate(source, events);
  let count = 0;
  let sum = 0;
  try {
    for (const row of rows) {
      sum = addEvent(sum, headOf(row));
      if (++count % eventsPerStep === 0) yield;
    }
  } finally {
    rows.return?.();
  }
  if (count !== events || sum !== eventSum) throw missing();
  yield* checkOrder(db, source, events);
}

/** The rows themselves are found by their ids, which count up: one that is out of order hides those behind it. */
function* checkOrder(db: Database, source: number, events: number): Steps<void> {
  const rows = db
    .prepare("SELECT id FROM event NOT INDEXED WHERE source = ? ORDER BY id")
    .iterate(source);
  let last = 0;
  try {
    for (const { id } of rows) {
      // Another process may have added some since.
      if (last === events) break;
      if (id !== last + 1) throw missing();
      if (++last % eventsPerStep === 0) yield;
    }
  } finally {
    rows.return?.();
  }
  if (last !== events) throw missing();
}

function missing(): DamagedIndexError {
  return new DamagedIndexError("events are missing, or others than were written");
}
