import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";

import { decodeBlock, encodeBlock } from "./block.ts";
import { blockId } from "./blockId.ts";
import type { DecodedBlocks } from "./decodedBlocks.ts";
import {
  decodeSummaries,
  encodeSummaries,
  type Summaries,
  Summary,
  summaryFields,
  SummaryList,
} from "./summary.ts";

/** Rows in a sealed raw block: 31 * 64, so that a float64 block with its header fills one 16 KiB page. */
const rowsPerBlock = 1984;
/** Summaries in a sealed block; a multiple of `fanOut`, so that no group straddles two. */
const summariesPerBlock = 400;
const summaryBytes = summariesPerBlock * summaryFields.length * 8;
const fanOut = 16;
/** Rows behind one summary of level 1, 2 and 3. Level 0 is the raw rows. */
export const levelRows = [1, 64, 64 * fanOut, 64 * fanOut * fanOut] as const;
export type Level = 0 | 1 | 2 | 3;
type SummaryLevel = Exclude<Level, 0>;
const summaryLevels: readonly SummaryLevel[] = [1, 2, 3];

/** Blocks of one column as the database holds them. */
export interface BlockSource {
  /** Where those that were read last are at hand. */
  readonly decoded?: DecodedBlocks;
  read(column: number, level: Level, block: number): Uint8Array | undefined;
}

export interface PendingBlock {
  readonly column: number;
  readonly level: Level;
  readonly block: number;
  readonly data: Uint8Array;
}

/**
 * An append-only sequence of float64 with a pyramid of summaries over it. The database holds it as of the last commit;
 * what came since is here. Throws `DamagedIndexError` where the database does not hold what it should.
 */
export class Column {
  readonly id: number;
  readonly #source: BlockSource;
  #length: number;
  /** Sealed since the last commit. */
  readonly #sealed = new Map<string, PendingBlock>();
  /** Undefined until the first append: most columns are only read. */
  #tail: Tail | undefined;
  #isDirty = false;

  constructor(id: number, source: BlockSource, length = 0) {
    this.id = id;
    this.#source = source;
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether a commit has something to write. */
  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** Bytes sealed since the last commit. */
  get sealedBytes(): number {
    return this.#sealed.size * rowsPerBlock * 8;
  }

  append(value: number): void {
    const tail = (this.#tail ??= this.#loadTail());
    if (tail.fill === tail.rows.length) tail.grow();
    tail.rows[tail.fill++] = value;
    this.#length++;
    this.#isDirty = true;
    if (tail.fill % levelRows[1] === 0) this.#summarise(tail);
    if (tail.fill === rowsPerBlock) this.#sealRows(tail);
  }

  /** The same as `append` for the first `count` values. */
  appendRows(values: Float64Array, count: number): void {
    if (count === 0) return;
    const tail = (this.#tail ??= this.#loadTail());
    this.#isDirty = true;
    for (let at = 0; at < count;) {
      // As far as the next summary.
      const size = Math.min(count - at, levelRows[1] - (tail.fill % levelRows[1]));
      while (tail.rows.length < tail.fill + size) tail.grow();
      tail.rows.set(values.subarray(at, at + size), tail.fill);
      tail.fill += size;
      this.#length += size;
      at += size;
      if (tail.fill % levelRows[1] === 0) this.#summarise(tail);
      if (tail.fill === rowsPerBlock) this.#sealRows(tail);
    }
  }

  /** Raw rows in the block that holds row `row`, and the row the block begins at. */
  rowsAround(row: number): { values: Float64Array; start: number } {
    const block = Math.floor(row / rowsPerBlock);
    const start = block * rowsPerBlock;
    const isTail = start + rowsPerBlock > this.#length;
    if (isTail && this.#tail) return { values: this.#tail.rows, start };
    const decode = () => decodeBlock(this.#bytes(0, block));
    const values = isTail ? decode() : this.#decoded(0, block, rowsPerBlock * 8, decode);
    if (values.length < Math.min(rowsPerBlock, this.#length - start)) throw tooShort();
    return { values, start };
  }

  /** Summaries in the block that holds summary `entry` of a level, and the entry the block begins at. */
  summariesAround(level: SummaryLevel, entry: number): { summaries: Summaries; start: number } {
    const block = Math.floor(entry / summariesPerBlock);
    const start = block * summariesPerBlock;
    const count = this.summaryCount(level);
    const isTail = start + summariesPerBlock > count;
    if (isTail && this.#tail) return { summaries: this.#tail.list(level).summaries, start };
    const decode = () => decodeSummaries(this.#bytes(level, block));
    const summaries = isTail ? decode() : this.#decoded(level, block, summaryBytes, decode);
    if (summaries.finite.length < Math.min(summariesPerBlock, count - start)) throw tooShort();
    return { summaries, start };
  }

  /** Complete summaries of a level; the rows after the last have none. */
  summaryCount(level: SummaryLevel): number {
    return Math.floor(this.#length / levelRows[level]);
  }

  /** Takes over all rows of another column: what is sealed of it as it is. This one is still empty. */
  copyRows(other: Column): void {
    if (this.#length > 0) throw new RangeError("rows are copied into an empty column only");
    const sealed = [
      Math.floor(other.length / rowsPerBlock),
      ...summaryLevels.map((level) => Math.floor(other.summaryCount(level) / summariesPerBlock)),
    ];
    for (const level of [0, ...summaryLevels] as const) {
      for (let block = 0; block < (sealed[level] ?? 0); block++) {
        this.#seal(level, block, other.#bytes(level, block));
      }
    }
    this.#tail = (other.#tail ?? other.#loadTail()).copy();
    this.#length = other.length;
    this.#isDirty = true;
  }

  /** What a commit has to write: sealed blocks, and the partial ones at the end of every level. */
  *pending(): Generator<PendingBlock> {
    yield* this.#sealed.values();
    const tail = this.#tail;
    if (!tail || !this.#isDirty) return;
    if (tail.fill > 0) {
      const block = Math.floor(this.#length / rowsPerBlock);
      yield this.#pendingBlock(0, block, encodeBlock(tail.rows.subarray(0, tail.fill)));
    }
    for (const level of summaryLevels) {
      const list = tail.list(level);
      if (list.length === 0) continue;
      const block = Math.floor(this.summaryCount(level) / summariesPerBlock);
      yield this.#pendingBlock(level, block, encodeSummaries(list.summaries, list.length));
    }
  }

  committed(): void {
    this.#sealed.clear();
    this.#isDirty = false;
  }

  #sealRows(tail: Tail): void {
    this.#seal(0, this.#length / rowsPerBlock - 1, encodeBlock(tail.rows));
    tail.fill = 0;
  }

  #summarise(tail: Tail): void {
    const summary = new Summary();
    summary.addRows(tail.rows, tail.fill - levelRows[1], tail.fill);
    this.#push(tail, 1, summary);
  }

  #push(tail: Tail, level: SummaryLevel, summary: Summary): void {
    const list = tail.list(level);
    list.push(summary);
    if (list.length % fanOut === 0 && level < 3) {
      const above = new Summary();
      above.addSummaries(list.summaries, list.length - fanOut, list.length);
      this.#push(tail, level === 1 ? 2 : 3, above);
    }
    if (list.length === summariesPerBlock) {
      const block = this.summaryCount(level) / summariesPerBlock - 1;
      this.#seal(level, block, encodeSummaries(list.summaries, list.length));
      list.length = 0;
    }
  }

  #loadTail(): Tail {
    const fill = this.#length % rowsPerBlock;
    const rows = fill === 0 ? undefined : this.rowsAround(this.#length - 1).values;
    const lists = summaryLevels.map((level) => {
      const count = this.summaryCount(level);
      const length = count % summariesPerBlock;
      if (length === 0) return new SummaryList();
      const { summaries } = this.summariesAround(level, count - 1);
      return new SummaryList({ summaries, length });
    });
    return new Tail(rows?.subarray(0, fill), lists);
  }

  /** A full block; from what is at hand where it is committed. */
  #decoded<T extends Float64Array | Summaries>(
    level: Level,
    block: number,
    bytes: number,
    decode: () => T,
  ): T {
    const { decoded } = this.#source;
    if (!decoded || this.#sealed.has(`${level}/${block}`)) return decode();
    return decoded.get(blockId(this.id, level, block), bytes, decode);
  }

  #bytes(level: Level, block: number): Uint8Array {
    const bytes =
      this.#sealed.get(`${level}/${block}`)?.data ?? this.#source.read(this.id, level, block);
    if (!bytes) throw new DamagedIndexError("a block is missing");
    return bytes;
  }

  #seal(level: Level, block: number, data: Uint8Array): void {
    this.#sealed.set(`${level}/${block}`, this.#pendingBlock(level, block, data));
  }

  #pendingBlock(level: Level, block: number, data: Uint8Array): PendingBlock {
    return { column: this.id, level, block, data };
  }
}

/** The rows and summaries after the last sealed block of each level. */
class Tail {
  rows: Float64Array;
  fill: number;
  readonly #lists: readonly SummaryList[];

  constructor(rows: Float64Array | undefined, lists: readonly SummaryList[]) {
    this.fill = rows?.length ?? 0;
    // Small at first: a run may have thousands of metrics with few points each.
    this.rows = new Float64Array(this.fill <= 32 ? 32 : rowsPerBlock);
    if (rows) this.rows.set(rows);
    this.#lists = lists;
  }

  grow(): void {
    const grown = new Float64Array(Math.min(rowsPerBlock, this.rows.length * 4));
    grown.set(this.rows);
    this.rows = grown;
  }

  copy(): Tail {
    const lists = this.#lists.map((list) =>
      list.length === 0 ? new SummaryList() : new SummaryList(list),
    );
    return new Tail(this.rows.subarray(0, this.fill), lists);
  }

  list(level: SummaryLevel): SummaryList {
    const list = this.#lists[level - 1];
    if (!list) throw new RangeError(`there is no level ${level}`);
    return list;
  }
}

function tooShort(): DamagedIndexError {
  return new DamagedIndexError("a block holds fewer rows than it should");
}
