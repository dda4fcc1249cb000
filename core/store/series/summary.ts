import { blockSize, decodeBlock, encodeBlock } from "./block.ts";

/** The fields of a summary over a range of rows, in the order they are stored. */
export const summaryFields = [
  "min",
  "max",
  "sum",
  "first",
  "last",
  "finite",
  "nan",
  "posInf",
  "negInf",
] as const;
type SummaryField = (typeof summaryFields)[number];

/** Many summaries as one vector per field, all of the same length. */
export type Summaries = Readonly<Record<SummaryField, Float64Array>>;

/** A summary that rows and other summaries are added to, in row order. `min` to `sum` are over finite values. */
export class Summary {
  min = Infinity;
  max = -Infinity;
  sum = 0;
  first = NaN;
  last = NaN;
  finite = 0;
  nan = 0;
  posInf = 0;
  negInf = 0;
  #isEmpty = true;

  addRows(values: Float64Array, from: number, to: number): void {
    if (from >= to) return;
    if (this.#isEmpty) this.first = values[from] ?? NaN;
    this.#isEmpty = false;
    // Locals stay in registers.
    let { min, max, sum, finite } = this;
    for (let i = from; i < to; i++) {
      const value = values[i] ?? NaN;
      if (value - value !== 0) {
        this.#countOther(value);
        continue;
      }
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      finite++;
    }
    this.min = min;
    this.max = max;
    this.sum = sum;
    this.finite = finite;
    this.last = values[to - 1] ?? NaN;
  }

  add(value: number): void {
    if (this.#isEmpty) {
      this.first = value;
      this.#isEmpty = false;
    }
    this.last = value;
    if (value - value === 0) {
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
      this.sum += value;
      this.finite++;
    } else this.#countOther(value);
  }

  #countOther(value: number): void {
    if (value === Infinity) this.posInf++;
    else if (value === -Infinity) this.negInf++;
    else this.nan++;
  }

  addSummaries(other: Summaries, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.#isEmpty) {
        this.first = other.first[i] ?? NaN;
        this.#isEmpty = false;
      }
      this.last = other.last[i] ?? NaN;
      this.min = Math.min(this.min, other.min[i] ?? Infinity);
      this.max = Math.max(this.max, other.max[i] ?? -Infinity);
      this.sum += other.sum[i] ?? 0;
      this.finite += other.finite[i] ?? 0;
      this.nan += other.nan[i] ?? 0;
      this.posInf += other.posInf[i] ?? 0;
      this.negInf += other.negInf[i] ?? 0;
    }
  }
}

export function encodeSummaries(summaries: Summaries, count: number): Uint8Array {
  const blocks = summaryFields.map((field) => encodeBlock(summaries[field].subarray(0, count)));
  return Buffer.concat(blocks);
}

export function decodeSummaries(bytes: Uint8Array): Summaries {
  return new StoredSummaries(bytes);
}

/** Each field is decoded when it is asked for: of an x only the ends are wanted. */
class StoredSummaries implements Summaries {
  readonly #bytes: Uint8Array;
  readonly #fields: (Float64Array | undefined)[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get min(): Float64Array {
    return this.#field(0);
  }
  get max(): Float64Array {
    return this.#field(1);
  }
  get sum(): Float64Array {
    return this.#field(2);
  }
  get first(): Float64Array {
    return this.#field(3);
  }
  get last(): Float64Array {
    return this.#field(4);
  }
  get finite(): Float64Array {
    return this.#field(5);
  }
  get nan(): Float64Array {
    return this.#field(6);
  }
  get posInf(): Float64Array {
    return this.#field(7);
  }
  get negInf(): Float64Array {
    return this.#field(8);
  }

  #field(index: number): Float64Array {
    return (this.#fields[index] ??= this.#decode(index));
  }

  #decode(index: number): Float64Array {
    let at = 0;
    for (let i = 0; i < index; i++) at += blockSize(this.#bytes, at);
    return decodeBlock(this.#bytes, at);
  }
}

/** Summaries being collected, with room for more. */
export class SummaryList {
  /** Undefined until the first one comes: most columns of a store are short. */
  #summaries: Summaries | undefined;
  #capacity = 16;
  length = 0;

  constructor(initial?: { readonly summaries: Summaries; readonly length: number }) {
    if (!initial) return;
    this.length = initial.length;
    this.#capacity = Math.max(this.#capacity, this.length);
    this.#summaries = this.#room(initial.summaries, this.length);
  }

  /** Only the first `length` of each vector mean anything. */
  get summaries(): Summaries {
    return (this.#summaries ??= this.#room());
  }

  push(summary: Summary): void {
    if (this.length === this.#capacity) {
      this.#capacity *= 2;
      this.#summaries = this.#room(this.summaries, this.length);
    }
    const { summaries, length } = this;
    // Field by field: by their names it takes several times as long.
    summaries.min[length] = summary.min;
    summaries.max[length] = summary.max;
    summaries.sum[length] = summary.sum;
    summaries.first[length] = summary.first;
    summaries.last[length] = summary.last;
    summaries.finite[length] = summary.finite;
    summaries.nan[length] = summary.nan;
    summaries.posInf[length] = summary.posInf;
    summaries.negInf[length] = summary.negInf;
    this.length++;
  }

  #room(from?: Summaries, count = 0): Summaries {
    return vectors((field) => {
      const room = new Float64Array(this.#capacity);
      if (from) room.set(from[field].subarray(0, count));
      return room;
    });
  }
}

function vectors(make: (field: SummaryField) => Float64Array): Summaries {
  return Object.fromEntries(summaryFields.map((field) => [field, make(field)])) as Record<
    SummaryField,
    Float64Array
  >;
}
