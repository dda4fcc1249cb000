import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import type { Database, Statement } from "#core/store/index/db.ts";

import { blockId, idsPerColumn } from "./blockId.ts";
import type { BlockSource, Level, PendingBlock } from "./column.ts";

export const blockTable = "CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB NOT NULL);";

/** Behind each block its id as a float64: the block's own checksum does not say which block it is. */
const trailerBytes = 8;

/** The blocks of all columns. */
export class BlockTable implements BlockSource {
  readonly #db: Database;
  readonly #read: Statement;
  readonly #write: Statement;
  /** What is written is put together here: a large run has thousands of blocks. */
  #room = new Uint8Array(16384);

  constructor(db: Database) {
    this.#db = db;
    this.#read = db.prepare("SELECT data FROM block WHERE id = ?");
    this.#write = db.prepare("INSERT OR REPLACE INTO block VALUES (?, ?)");
  }

  read(column: number, level: Level, block: number): Uint8Array | undefined {
    const id = blockId(column, level, block);
    const sealed = this.#read.get(id)?.["data"];
    if (!(sealed instanceof Uint8Array)) return undefined;
    const end = sealed.length - trailerBytes;
    const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.length);
    if (end < 0 || view.getFloat64(end, true) !== id) {
      throw new DamagedIndexError("a block is another one than it should be");
    }
    return sealed.subarray(0, end);
  }

  write({ column, level, block, data }: PendingBlock): void {
    const id = blockId(column, level, block);
    const size = data.length + trailerBytes;
    if (this.#room.length < size) this.#room = new Uint8Array(size);
    this.#room.set(data);
    new DataView(this.#room.buffer).setFloat64(data.length, id, true);
    this.#write.run(id, this.#room.subarray(0, size));
  }

  /** Deletes all blocks of a column. */
  drop(column: number): void {
    this.#db
      .prepare("DELETE FROM block WHERE id >= ? AND id < ?")
      .run(column * idsPerColumn, (column + 1) * idsPerColumn);
  }
}
