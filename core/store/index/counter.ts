import { DamagedIndexError } from "./damagedIndexError.ts";
import type { Database } from "./db.ts";
import { rowChecksum } from "./rowChecksum.ts";

/** Numbers that are given out once, whoever asks. */
type Counter = "column" | "revision" | "change";

/** A table of these counters, from 1 on. */
export function counterTable(...names: readonly Counter[]): string {
  const rows = names.map((name) => `('${name}', 1, ${rowChecksum(name, 1)})`);
  return `
    CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO counter VALUES ${rows.join(", ")};`;
}

/** Takes `count` numbers nobody has had, and returns the first. Runs in a transaction. */
export function takeNumbers(db: Database, name: Counter, count: number): number {
  const next = nextNumber(db, name);
  setNextNumber(db, name, next + count);
  return next;
}

/** The number that nobody has had yet. Throws `DamagedIndexError`. */
export function nextNumber(db: Database, name: Counter): number {
  const row = db.prepare("SELECT next, checksum FROM counter WHERE name = ?").get(name);
  const next = Number(row?.["next"]);
  if (row?.["checksum"] !== rowChecksum(name, next)) {
    throw new DamagedIndexError("a counter does not match its checksum");
  }
  return next;
}

/** Those before `next` are taken. Runs in the transaction that has asked which one was next. */
export function setNextNumber(db: Database, name: Counter, next: number): void {
  db.prepare("UPDATE counter SET next = ?, checksum = ? WHERE name = ?").run(
    next,
    rowChecksum(name, next),
    name,
  );
}
