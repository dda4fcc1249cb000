import { type Column, type Level, levelRows } from "./column.ts";
import type { Summary, Summaries } from "./summary.ts";

/** Reads a column for one answer: the block of each level that was read last stays at hand. Not for use across an await. */
export class ColumnReader {
  readonly #column: Column;
  #rows: { values: Float64Array; start: number } | undefined;
  readonly #summaries: ({ summaries: Summaries; start: number } | undefined)[] = [];

  constructor(column: Column) {
    this.#column = column;
  }

  get length(): number {
    return this.#column.length;
  }

  at(row: number): number {
    const { values, start } = this.rowsAround(row);
    return values[row - start] ?? NaN;
  }

  /** Adds rows `from` to `to`, by summaries of up to `level` where they lie wholly in the range. */
  addTo(summary: Summary, from: number, to: number, level: Level): void {
    if (level === 0) {
      this.#addRows(summary, from, to);
      return;
    }
    const size = levelRows[level];
    const below = (level - 1) as Level;
    const first = Math.ceil(from / size);
    const last = Math.min(Math.floor(to / size), this.#column.summaryCount(level));
    if (first >= last) {
      this.addTo(summary, from, to, below);
      return;
    }
    if (from < first * size) this.addTo(summary, from, first * size, below);
    for (let entry = first; entry < last;) {
      const { summaries, start } = this.summariesAround(level, entry);
      const end = Math.min(last, start + summaries.finite.length);
      summary.addSummaries(summaries, entry - start, end - start);
      entry = end;
    }
    if (last * size < to) this.addTo(summary, last * size, to, below);
  }

  /** All rows, copied. */
  all(): Float64Array {
    const all = new Float64Array(this.length);
    for (let row = 0; row < all.length;) {
      const { values, start } = this.rowsAround(row);
      const part = values.subarray(0, all.length - start);
      all.set(part, start);
      row = start + part.length;
    }
    return all;
  }

  /** The rows from `row` on, `limit` of them at most. */
  from(row: number, limit = Infinity): number[] {
    const values: number[] = [];
    for (let i = row; i < Math.min(this.length, row + limit); i++) values.push(this.at(i));
    return values;
  }

  /** The first row for which `isPast` holds; it must go on holding from there. Led down the pyramid to a block of rows. */
  search(isPast: (value: number) => boolean): number {
    // Rows before `low` are not past; `high` is, or it is the end.
    let low = 0;
    let high = this.length;
    for (const level of [3, 2, 1] as const) {
      const size = levelRows[level];
      const from = Math.ceil(low / size);
      const to = Math.min(Math.floor(high / size), this.#column.summaryCount(level));
      const found = firstWhere(from, to, (entry) => {
        const { summaries, start } = this.summariesAround(level, entry);
        return isPast(summaries.first[entry - start] ?? NaN);
      });
      if (found < to) high = found * size;
      if (found > from) low = (found - 1) * size + 1;
    }
    return firstWhere(low, high, (row) => isPast(this.at(row)));
  }

  #addRows(summary: Summary, from: number, to: number): void {
    for (let row = from; row < to;) {
      const { values, start } = this.rowsAround(row);
      const end = Math.min(to, start + values.length);
      summary.addRows(values, row - start, end - start);
      row = end;
    }
  }

  /** The raw rows of the block that holds `row`, and the row it begins at. */
  rowsAround(row: number): { values: Float64Array; start: number } {
    const known = this.#rows;
    if (known && row >= known.start && row < known.start + known.values.length) return known;
    return (this.#rows = this.#column.rowsAround(row));
  }

  /** The same of a level's summaries. */
  summariesAround(level: 1 | 2 | 3, entry: number): { summaries: Summaries; start: number } {
    const known = this.#summaries[level];
    if (known && entry >= known.start && entry < known.start + known.summaries.finite.length) {
      return known;
    }
    return (this.#summaries[level] = this.#column.summariesAround(level, entry));
  }
}

/** The first of `from` to `to` for which `holds`, and goes on holding; `to` where there is none. */
function firstWhere(from: number, to: number, holds: (i: number) => boolean): number {
  let low = from;
  let high = Math.max(from, to);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
