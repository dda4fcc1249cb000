import type { Database, SqlRow } from "#core/store/index/db.ts";
import { rowChecksum } from "#core/store/index/rowChecksum.ts";
import { type EventSource, type ReadState, startState } from "#core/store/ingest/eventSource.ts";

import { DamagedIndexError } from "./block.ts";

/**
 * A row per file that is indexed. AUTOINCREMENT: an id never comes back, so a process that holds one which is gone cannot
 * take it for another. `axes` and `series` are how many rows it has in the tables of those names.
 */
export const sourceTable = `
  CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dir TEXT NOT NULL, file TEXT NOT NULL, revision INTEGER NOT NULL,
    axes INTEGER NOT NULL, series INTEGER NOT NULL, state TEXT NOT NULL, checksum INTEGER NOT NULL,
    UNIQUE (dir, file));`;

interface SourceRow {
  readonly id: number;
  readonly revision: number;
  readonly axes: number;
  readonly series: number;
  readonly state: ReadState;
}

/** How far a file is indexed, as the scan compares it. */
export interface SourceMark {
  readonly dir: string;
  readonly name: string;
  readonly revision: number;
  readonly stamp: string;
  readonly offset: number;
}

/** The row of a file as last committed by any process. Throws `DamagedIndexError` where a bit of it has changed. */
export function readSource(db: Database, dir: string, file: string): SourceRow | undefined {
  const row = db
    .prepare(
      "SELECT id, revision, axes, series, state, checksum FROM source WHERE dir = ? AND file = ?",
    )
    .get(dir, file);
  if (!row) return undefined;
  const [id, revision, axes, series] = ["id", "revision", "axes", "series"].map((name) =>
    Number(row[name]),
  ) as [number, number, number, number];
  const state = String(row["state"]);
  if (row["checksum"] !== rowChecksum(dir, file, revision, axes, series, state)) {
    throw new DamagedIndexError("a source does not match its checksum");
  }
  return { id, revision, axes, series, state: { ...startState(), ...parse(state) } };
}

/** Of all files, or of one run's. Not checked: whoever relies on one reads its row. */
export function listSources(db: Database, dir?: string): SourceMark[] {
  const select = `
    SELECT dir, file, revision, state ->> '$.stamp' AS stamp, state ->> '$.offset' AS offset FROM source`;
  const rows =
    dir === undefined ? db.prepare(select).all() : db.prepare(`${select} WHERE dir = ?`).all(dir);
  return rows.map(toMark);
}

/**
 * Writes the source's row, if nobody else has since it was loaded, and returns its id. Runs in the transaction of a
 * commit.
 */
export function claimSource(
  db: Database,
  source: EventSource,
  revision: number,
): number | undefined {
  const { dir, file, id, state, events, series } = source;
  const row = db
    .prepare("SELECT id, revision FROM source WHERE dir = ? AND file = ?")
    .get(dir, file.name);
  if (row?.["id"] !== id || (row && row["revision"] !== source.revision)) return undefined;
  state.events = events.count;
  state.eventSum = events.sum;
  const text = JSON.stringify(state);
  const counts = [series.axisCount, series.count] as const;
  const checksum = rowChecksum(dir, file.name, revision, ...counts, text);
  if (id === undefined) {
    return db
      .prepare(
        "INSERT INTO source (dir, file, revision, axes, series, state, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
      )
      .run(dir, file.name, revision, ...counts, text, checksum).lastInsertRowid;
  }
  db.prepare(
    "UPDATE source SET revision = ?, axes = ?, series = ?, state = ?, checksum = ? WHERE id = ?",
  ).run(revision, ...counts, text, checksum, id);
  return id;
}

function toMark(row: SqlRow): SourceMark {
  return {
    dir: String(row["dir"]),
    name: String(row["file"]),
    revision: Number(row["revision"]),
    stamp: String(row["stamp"]),
    offset: Number(row["offset"]),
  };
}

function parse(state: string): ReadState {
  try {
    return JSON.parse(state) as ReadState;
  } catch (cause) {
    throw new DamagedIndexError("a state is not JSON", { cause });
  }
}
