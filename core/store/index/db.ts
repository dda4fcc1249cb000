import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type * as NodeSqlite from "node:sqlite";

import BetterSqlite from "better-sqlite3";

import { RunicornError } from "#core/protocol/errors.ts";

export type Driver = "better-sqlite3" | "node:sqlite";
export type SqlValue = number | string | Uint8Array | null;
export type SqlRow = Record<string, SqlValue>;

/** What the store needs of SQLite; both drivers offer it. Everything is synchronous. */
export interface Database {
  readonly driver: Driver;
  exec(sql: string): void;
  /** The same text gives the same statement; it is compiled once. */
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  run(...values: SqlValue[]): { changes: number; lastInsertRowid: number };
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
  /** Row by row; until the last is taken or `return` is called, nothing else may be written over the connection. */
  iterate(...values: SqlValue[]): IterableIterator<SqlRow>;
}

/** better-sqlite3 13 calls Node-API 10; on an older Node loading it is a segmentation fault, not an exception. */
const requiredNapi = 10;

/**
 * Opens `file` (`:memory:` for none) with `driver`, else with better-sqlite3 where its binary loads, else with node:sqlite.
 * Throws `service_unavailable` where this Node has neither.
 */
export function openDatabase(file: string, driver?: Driver): Database {
  if (driver === "node:sqlite") return openNode(file);
  if (Number(process.versions.napi) < requiredNapi) {
    if (driver === "better-sqlite3") throw noDriver();
    return openNode(file);
  }
  let native: BetterSqlite.Database;
  try {
    native = new BetterSqlite(file, nativeBinding());
  } catch (error) {
    // A binary this system's C library cannot load; whatever SQLite itself says is for the caller.
    if (error instanceof BetterSqlite.SqliteError || driver === "better-sqlite3") throw error;
    return openNode(file);
  }
  return {
    driver: "better-sqlite3",
    exec: (sql) => void native.exec(sql),
    prepare: remember((sql) => {
      const statement = native.prepare<SqlValue[], SqlRow>(sql);
      return {
        run(...values) {
          const { changes, lastInsertRowid } = statement.run(...values);
          return { changes, lastInsertRowid: Number(lastInsertRowid) };
        },
        get: (...values) => statement.get(...values),
        all: (...values) => statement.all(...values),
        iterate: (...values) => statement.iterate(...values),
      };
    }),
    close: () => void native.close(),
  };
}

/** Runs `body` in one transaction that holds the write lock from its start; anything thrown rolls it back. */
export function transact<T>(db: Database, body: () => T): T {
  return within(db, "BEGIN IMMEDIATE", body);
}

/** Runs `body`, which only reads, on one state of the database. Many small reads are faster so: the locks are taken once. */
export function snapshot<T>(db: Database, body: () => T): T {
  return within(db, "BEGIN", body);
}

function within<T>(db: Database, begin: string, body: () => T): T {
  db.exec(begin);
  try {
    const result = body();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      db.exec("ROLLBACK");
    } catch {
      // SQLite has already rolled back, for example on a full disk.
    }
    throw error;
  }
}

/** SQLite's primary result code of an error either driver threw, else undefined. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  // node:sqlite puts the extended code here; its low byte is the primary one.
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode & 0xff;
  if (!("code" in error) || typeof error.code !== "string") return undefined;
  const name = /^SQLITE_([A-Z]+)/.exec(error.code)?.[1];
  return name === undefined ? undefined : primaryCodes[name];
}

const primaryCodes: Record<string, number | undefined> = {
  ERROR: 1,
  BUSY: 5,
  LOCKED: 6,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  NOTFOUND: 12,
  FULL: 13,
  CANTOPEN: 14,
  PROTOCOL: 15,
  CONSTRAINT: 19,
  NOTADB: 26,
};

/** Whether an error says that the database file cannot be relied on any more and must be built anew. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  // 1 is "no such table" and its like: the file is valid SQLite, but not with our tables in it.
  return code !== undefined && [1, 8, 10, 11, 12, 14, 26].includes(code);
}

/** Whether an error will pass: another process holds the lock, or the disk is full. */
export function isPassing(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 5 || code === 6 || code === 13 || code === 15;
}

/** Whether an error says that the disk has no room left. */
export function isFullDisk(error: unknown): boolean {
  return sqliteCode(error) === 13;
}

function openNode(file: string): Database {
  // Not imported: Node 20 has no such module.
  const sqlite = process.getBuiltinModule("node:sqlite") as typeof NodeSqlite | undefined;
  if (!sqlite) throw noDriver();
  const native = new sqlite.DatabaseSync(file);
  return {
    driver: "node:sqlite",
    exec: (sql) => native.exec(sql),
    prepare: remember((sql) => {
      const statement = native.prepare(sql);
      return {
        run(...values) {
          const { changes, lastInsertRowid } = statement.run(...values);
          return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
        },
        get: (...values) => statement.get(...values) as SqlRow | undefined,
        all: (...values) => statement.all(...values) as SqlRow[],
        iterate: (...values) => statement.iterate(...values) as IterableIterator<SqlRow>,
      };
    }),
    close: () => native.close(),
  };
}

function remember(compile: (sql: string) => Statement): (sql: string) => Statement {
  const compiled = new Map<string, Statement>();
  return (sql) => {
    let statement = compiled.get(sql);
    if (!statement) compiled.set(sql, (statement = compile(sql)));
    return statement;
  };
}

/** Where the bundle carries the binaries beside itself; from source, better-sqlite3 finds its own. */
function nativeBinding(): BetterSqlite.Options {
  if (typeof __dirname !== "string") return {};
  const platform = isMusl() ? "linuxmusl" : process.platform;
  const file = path.join(__dirname, "prebuilds", `${platform}-${process.arch}.node`);
  return existsSync(file) ? { nativeBinding: file } : {};
}

function isMusl(): boolean {
  if (process.platform !== "linux") return false;
  try {
    return readFileSync("/proc/self/maps", "latin1").includes("/ld-musl-");
  } catch {
    return false;
  }
}

function noDriver(): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `Node.js ${process.versions.node} has no SQLite that Runicorn can use; install Node.js 22.14 or newer.`,
  );
}
