import { closeSync, fstatSync, openSync, readSync, rmSync, statSync } from "node:fs";
import path from "node:path";

import { type Database, type Driver, isDamage, openDatabase, transact } from "./db.ts";

/** "Rnic": what SQLite's header says of a file that is ours. */
const applicationId = 0x526e6963;

export interface IndexSchema {
  readonly fileName: string;
  /** Raised whenever the tables change; an older file is built anew. */
  readonly version: number;
  readonly pageSize: number;
  readonly tables: string;
}

/** A file at our path that belongs to another program or to a newer Runicorn. It stays as it is. */
export class ForeignFileError extends Error {}

/** One SQLite file of the index, with what tells whether it is still the one that lies there. */
export class IndexFile {
  readonly db: Database;
  /** Undefined for an index that lives in memory. */
  readonly path: string | undefined;
  readonly #inode: number | undefined;

  private constructor(db: Database, file: string | undefined) {
    this.db = db;
    this.path = file;
    this.#inode = file === undefined ? undefined : inodeOf(file);
  }

  /** Opens or creates the file in `directory` (undefined: in memory). Throws `ForeignFileError`. */
  static open(directory: string | undefined, schema: IndexSchema, driver?: Driver): IndexFile {
    if (directory === undefined) {
      const db = openDatabase(":memory:", driver);
      prepare(db, schema);
      return new IndexFile(db, undefined);
    }
    const file = path.join(directory, schema.fileName);
    if (isStale(file, schema)) removeDatabase(file);
    try {
      return new IndexFile(openPrepared(file, schema, driver), file);
    } catch (error) {
      if (!isDamage(error)) throw error;
      removeDatabase(file);
      return new IndexFile(openPrepared(file, schema, driver), file);
    }
  }

  /** Whether somebody has deleted or replaced the file below the open connection. */
  isGone(): boolean {
    if (this.path === undefined) return false;
    try {
      return inodeOf(this.path) !== this.#inode;
    } catch {
      // The system does not say: it lies where it lay.
      return false;
    }
  }

  /** Another connection to the same file; undefined where there is none, or no more. */
  openAgain(): Database | undefined {
    if (this.path === undefined || this.isGone()) return undefined;
    return openDatabase(this.path, this.db.driver);
  }

  /** After how many pages of the write-ahead log these are copied into the database: seldom while very much is written. */
  checkpointEvery(pages: number): void {
    this.db.exec(`PRAGMA wal_autocheckpoint = ${pages}`);
  }

  /** Closes the connection and deletes the file, unless another one has taken its place. Throws what the system says. */
  discard(): void {
    const gone = this.isGone();
    this.close();
    if (this.path !== undefined && !gone) removeDatabase(this.path);
  }

  close(): void {
    try {
      this.db.close();
    } catch {
      // A damaged file may refuse its last checkpoint; nothing of it is needed.
    }
  }
}

function openPrepared(file: string, schema: IndexSchema, driver?: Driver): Database {
  const db = openDatabase(file, driver);
  try {
    prepare(db, schema);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: Database, schema: IndexSchema): void {
  db.exec(`PRAGMA busy_timeout = 2000; PRAGMA page_size = ${schema.pageSize};`);
  // In rollback mode, so that the file's own header tells at once whose it is.
  if (db.prepare("PRAGMA user_version").get()?.["user_version"] !== schema.version) {
    transact(db, () => {
      // Another process may have been first.
      if (db.prepare("PRAGMA user_version").get()?.["user_version"] === schema.version) return;
      db.exec(schema.tables);
      db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schema.version};`);
    });
  }
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA mmap_size = 0; PRAGMA cache_size = -16384;",
  );
}

/** True for a file of ours that is older or cut short; throws for one that is not ours to delete. */
function isStale(file: string, schema: IndexSchema): boolean {
  const header = readHeader(file);
  if (header === undefined || header.length === 0) return false;
  const isOurs =
    header.length === 100 &&
    header.toString("latin1", 0, 16) === "SQLite format 3\0" &&
    header.readUInt32BE(68) === applicationId;
  if (!isOurs) throw new ForeignFileError(`${file} belongs to another program`);
  const version = header.readUInt32BE(60);
  if (version > schema.version) throw new ForeignFileError(`${file} is of a newer Runicorn`);
  return version < schema.version;
}

function readHeader(file: string): Buffer | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new ForeignFileError(`${file} is not a file`);
  const descriptor = openSync(file, "r");
  try {
    const header = Buffer.alloc(Math.min(100, fstatSync(descriptor).size));
    return header.subarray(0, readSync(descriptor, header, 0, header.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

function removeDatabase(file: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(file + suffix, { force: true });
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
