import { DamagedIndexError } from "#core/store/series/block.ts";

import type { Database } from "./db.ts";
import { rowChecksum } from "./rowChecksum.ts";

/** Numbers that are given out once, whoever asks. */
export const counterTable = `
  CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO counter VALUES ${["column", "revision"]
    .map((name) => `('${name}', 1, ${rowChecksum(name, 1)})`)
    .join(", ")};`;

/** Takes `count` numbers nobody has had, and returns the first. Runs in a transaction. */
export function takeNumbers(db: Database, name: "column" | "revision", count: number): number {
  const row = db.prepare("SELECT next, checksum FROM counter WHERE name = ?").get(name);
  const next = Number(row?.["next"]);
  if (row?.["checksum"] !== rowChecksum(name, next)) {
    throw new DamagedIndexError("a counter does not match its checksum");
  }
  const after = next + count;
  db.prepare("UPDATE counter SET next = ?, checksum = ? WHERE name = ?").run(
    after,
    rowChecksum(name, after),
    name,
  );
  return next;
}
