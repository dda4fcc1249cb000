import { RunicornError } from "#core/protocol/errors.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";
import type { Project, Run, RunsPage, RunsQuery } from "#core/protocol/run.ts";
import type { SqlRow, SqlValue } from "#core/store/index/db.ts";

import { type SqlCondition, filterSql } from "./filterSql.ts";
import type { RunIndex } from "./runIndex.ts";
import type { EventsSummary, RunExtra } from "./runRecord.ts";

/** One page of runs. Runs without the field sorted by come last in either order; ties are broken by directory. */
export function listRuns(index: RunIndex, query: RunsQuery): RunsPage {
  const filter = filterOf(index, query);
  const total = Number(
    index.db.prepare(`SELECT count(*) AS n FROM run WHERE ${filter.sql}`).get(...filter.values)?.[
      "n"
    ],
  );
  const columns = new Set(query.columns?.split(",").map((name) => name.trim()));
  let cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  const rows: SqlRow[] = [];
  const order = orderOf(index, query.sort);
  // One row more than asked for tells whether there is a next page.
  const wanted = query.limit + 1;
  if (order && cursor?.value !== null) {
    rows.push(...readRows(index, query, filter, order, cursor, columns, wanted));
  }
  if (rows.length < wanted && (!order || order.missing)) {
    if (rows.length > 0 || cursor?.value !== null) cursor = undefined;
    const missing = { ...order, from: "run", value: "NULL", where: order?.missing ?? "1" };
    rows.push(...readRows(index, query, filter, missing, cursor, columns, wanted - rows.length));
  }
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    runs: page.map((row) => toRun(row, columns)),
    total,
    next_cursor: last && rows.length > query.limit ? encodeCursor(last) : null,
  };
}

/** Where the values sorted by come from; `missing` selects the runs that have none. */
interface Order {
  readonly from: string;
  readonly value: string;
  readonly where: string;
  readonly missing?: string;
  /** Bound to the one parameter of `where` and of `missing`. */
  readonly field?: number;
}

interface Cursor {
  readonly value: number | string | null;
  readonly dir: string;
}

function filterOf(index: RunIndex, { project, name, status, tag, q }: RunsQuery): SqlCondition {
  const now = Date.now() / 1000;
  const filter = q === undefined ? undefined : parseFilter(q, now);
  const asked = filter && filterSql(filter, index, now);
  const conditions: [string, SqlValue | undefined][] = [
    ["run.project = ?", project],
    ["run.name = ?", name],
    ["run.status = ?", status],
    ["EXISTS (SELECT 1 FROM tag WHERE tag.tag = ? AND tag.run = run.id)", tag],
  ];
  const used = conditions.filter(
    (condition): condition is [string, SqlValue] => condition[1] !== undefined,
  );
  return {
    sql: [...used.map(([sql]) => sql), asked?.sql ?? "1"].join(" AND "),
    values: [...used.map(([, value]) => value), ...(asked?.values ?? [])],
  };
}

/** Undefined for a field that no run has. */
function orderOf(index: RunIndex, sort: string): Order | undefined {
  switch (sort) {
    case "created_at":
      return { from: "run", value: "run.created", where: "1" };
    case "name":
      return { from: "run", value: "run.name", where: "1" };
    case "status":
      return { from: "run", value: "run.status", where: "1" };
    case "ended_at":
      return {
        from: "run",
        value: "run.ended",
        where: "run.ended IS NOT NULL",
        missing: "run.ended IS NULL",
      };
    default: {
      const field = index.fieldId(sort);
      if (field === undefined) return undefined;
      return {
        from: "val CROSS JOIN run ON run.id = val.run",
        value: "val.value",
        where: "val.field = ?",
        missing: "NOT EXISTS (SELECT 1 FROM val WHERE val.run = run.id AND val.field = ?)",
        field,
      };
    }
  }
}

function readRows(
  index: RunIndex,
  query: RunsQuery,
  filter: SqlCondition,
  order: Order,
  cursor: Cursor | undefined,
  columns: ReadonlySet<string>,
  limit: number,
): SqlRow[] {
  const direction = query.order === "asc" ? "ASC" : "DESC";
  const isAfter = query.order === "asc" ? ">" : "<";
  const after: SqlCondition =
    cursor === undefined
      ? { sql: "1", values: [] }
      : cursor.value === null
        ? { sql: `run.dir ${isAfter} ?`, values: [cursor.dir] }
        : {
            sql: `(${order.value}, run.dir) ${isAfter} (?, ?)`,
            values: [cursor.value, cursor.dir],
          };
  const wide = columns.size > 0 ? ", run.extra AS extra, run.events AS events" : "";
  const orderBy = order.value === "NULL" ? "" : `${order.value} ${direction}, `;
  return index.db
    .prepare(
      `SELECT run.dir AS dir, run.doc AS doc, ${order.value} AS value${wide} FROM ${order.from}
       WHERE ${order.where} AND ${filter.sql} AND ${after.sql}
       ORDER BY ${orderBy}run.dir ${direction} LIMIT ?`,
    )
    .all(
      ...(order.field === undefined ? [] : [order.field]),
      ...filter.values,
      ...after.values,
      limit,
    );
}

function toRun(row: SqlRow, columns: ReadonlySet<string>): Run {
  const run = JSON.parse(String(row["doc"])) as Run;
  if (columns.has("metrics")) {
    run.metrics = (JSON.parse(String(row["events"])) as EventsSummary).metrics;
  }
  if (columns.has("config")) run.config = (JSON.parse(String(row["extra"])) as RunExtra).config;
  return run;
}

function encodeCursor(row: SqlRow): string {
  return Buffer.from(JSON.stringify([row["value"], row["dir"]])).toString("base64url");
}

function decodeCursor(text: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (Array.isArray(parsed)) {
      const [value, dir] = parsed as unknown[];
      const isValue = value === null || typeof value === "number" || typeof value === "string";
      if (isValue && typeof dir === "string") return { value, dir };
    }
  } catch {
    // Answered below like every other text that is no cursor.
  }
  throw new RunicornError("invalid_request", "The cursor is not one of this list's; start again.");
}

/** Projects, latest activity first; the names of one project where it is given. */
export function listExperiments(index: RunIndex, project: string | undefined): Project[] {
  if (project === undefined) {
    const rows = countRows(index, "project, '' AS name", "1", "project", []);
    return [...group(rows, "project")].map(([project, counts]) => ({ project, ...counts }));
  }
  const rows = countRows(index, "project, name", "project = ?", "name", [project]);
  return [...group(rows, "project")].map(([project, counts]) => ({
    project,
    ...counts,
    names: [...group(rows, "name")].map(([name, counts]) => ({ name, ...counts })),
  }));
}

function countRows(
  index: RunIndex,
  columns: string,
  where: string,
  by: string,
  values: SqlValue[],
): SqlRow[] {
  // Answered by the indexes run_activity and run_place alone.
  return index.db
    .prepare(
      `SELECT ${columns}, status, count(*) AS n, max(active) AS active FROM run
       WHERE ${where} GROUP BY ${by}, status`,
    )
    .all(...values);
}

/** Counts by one column, latest activity first. */
function group(rows: readonly SqlRow[], column: "project" | "name"): [string, Counts][] {
  const groups = new Map<string, Counts>();
  for (const row of rows) {
    const key = String(row[column]);
    const counts = groups.get(key) ?? noRuns();
    groups.set(key, counts);
    const n = Number(row["n"]);
    counts.runs += n;
    counts.status[String(row["status"]) as Run["status"]] += n;
    counts.latest_at = Math.max(counts.latest_at, Number(row["active"]));
  }
  return [...groups].sort(([, a], [, b]) => b.latest_at - a.latest_at);
}

type Counts = Pick<Project, "runs" | "status" | "latest_at">;

function noRuns(): Counts {
  return {
    runs: 0,
    status: { running: 0, finished: 0, failed: 0, interrupted: 0 },
    latest_at: 0,
  };
}
