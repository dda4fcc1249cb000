import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import type { Database, SqlRow } from "#core/store/index/db.ts";
import { rowChecksum } from "#core/store/index/rowChecksum.ts";
import { type EventSource, type ReadState, startState } from "#core/store/ingest/eventSource.ts";

/**
 * A row per file that is indexed. An id never comes back, so a process that holds one which is gone cannot take it for
 * another. `axes` and `series` are how many rows it has in the tables of those names.
 */
export const sourceTable = `
  CREATE TABLE source (
    id INTEGER PRIMARY KEY, dir TEXT NOT NULL, file TEXT NOT NULL, revision INTEGER NOT NULL,
    axes INTEGER NOT NULL, series INTEGER NOT NULL, stamp TEXT NOT NULL, "offset" INTEGER NOT NULL,
    state TEXT NOT NULL, checksum INTEGER NOT NULL, UNIQUE (dir, file));`;

export interface SourceRow {
  readonly id: number;
  readonly revision: number;
  readonly axes: number;
  readonly series: number;
  readonly state: ReadState;
}

const sourcesPerStep = 500;

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
  const row = db.prepare("SELECT * FROM source WHERE dir = ? AND file = ?").get(dir, file);
  if (!row) return undefined;
  const [id, revision, axes, series, offset] = ["id", "revision", "axes", "series", "offset"].map(
    (name) => Number(row[name]),
  ) as [number, number, number, number, number];
  const [stamp, rest] = [String(row["stamp"]), String(row["state"])];
  if (row["checksum"] !== rowChecksum(dir, file, revision, axes, series, stamp, offset, rest)) {
    throw new DamagedIndexError("a source does not match its checksum");
  }
  return { id, revision, axes, series, state: { ...startState(), ...parse(rest), stamp, offset } };
}

const marks = `SELECT dir, file, revision, stamp, "offset" FROM source`;

/** Of one run's files. Not checked: whoever relies on one reads its row. */
export function listSources(db: Database, dir: string): SourceMark[] {
  return db.prepare(`${marks} WHERE dir = ?`).all(dir).map(toMark);
}

/** The same of all files, some hundred a step. */
export function* listAllSources(db: Database): Generator<SourceMark[], void> {
  const next = db.prepare(`${marks} WHERE (dir, file) > (?, ?) ORDER BY dir, file LIMIT ?`);
  for (let last: Pick<SourceMark, "dir" | "name"> | undefined = { dir: "", name: "" }; last;) {
    const page: SourceMark[] = next.all(last.dir, last.name, sourcesPerStep).map(toMark);
    yield page;
    last = page.length < sourcesPerStep ? undefined : page.at(-1);
  }
}

/**
 * Writes the source's row, if nobody else has since it was loaded, and returns its id; a new one's is `newId()`. Runs in
 * the transaction of a commit.
 */
export function claimSource(
  db: Database,
  source: EventSource,
  revision: number,
  newId: () => number,
): number | undefined {
  const { dir, file, id, state, events, series } = source;
  const row = db
    .prepare("SELECT id, revision FROM source WHERE dir = ? AND file = ?")
    .get(dir, file.name);
  if (row?.["id"] !== id || (row && row["revision"] !== source.revision)) return undefined;
  state.events = events.count;
  state.eventSum = events.sum;
  const { stamp, offset, ...rest } = state;
  const text = JSON.stringify(rest);
  const values = [revision, series.axisCount, series.count, stamp, offset, text] as const;
  const checksum = rowChecksum(dir, file.name, ...values);
  if (id === undefined) {
    const added = newId();
    db.prepare("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
      added,
      dir,
      file.name,
      ...values,
      checksum,
    );
    return added;
  }
  db.prepare(
    `UPDATE source SET revision = ?, axes = ?, series = ?, stamp = ?, "offset" = ?, state = ?, checksum = ?
     WHERE id = ?`,
  ).run(...values, checksum, id);
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
