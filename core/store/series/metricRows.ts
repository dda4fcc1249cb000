import type { V1Metrics } from "#core/protocol/v1.ts";
import { isMissing, NotAFileError, openRegularFile } from "#core/store/files/regularFile.ts";
import { isSystemError } from "#core/store/files/systemError.ts";
import { parseEventLine, toPoint } from "#core/store/ingest/eventLine.ts";
import { LineReader } from "#core/store/ingest/lineReader.ts";

type Cell = number | string | boolean | null;

const sliceBytes = 128 << 10;
/** Rows of an answer at most, however many steps the run has: as many as `downsample` may ask for. */
const mostRows = 50_000;
/** Rows in memory at which a table is thinned out, and how many are kept then. */
const crowdedRows = 4 * mostRows;
const keptRows = 2 * mostRows;
/** The step has its own column; all else a record holds is a column, as in Runicorn 0.6. */
const stepKeys = new Set(["step", "global_step"]);

export interface MetricRowsOptions {
  /** At most about that many rows, among them every column's extremes. */
  readonly downsample?: number | undefined;
  /** Byte a line begins at, to read on from. */
  readonly from?: number;
  /** Records before that byte: a record without a step is numbered. */
  readonly records?: number;
  /** Bytes after which reading stops, though not before a whole line was read. */
  readonly maxBytes?: number;
}

export interface MetricRows {
  readonly table: V1Metrics;
  /** Byte after the last whole line that was read. */
  readonly end: number;
  /** Records up to there, those before `from` included. */
  readonly records: number;
  /** Whether `maxBytes` stopped it, so that there is more to read. */
  readonly isCut: boolean;
  /** Bytes the file had; 0 where there is none. */
  readonly size: number;
}

/** A run's metrics as one table, a row per whole step in ascending order; of several values at one step the last stands. */
export async function readMetricRows(
  file: string,
  { downsample = mostRows, from = 0, records = 0, maxBytes = Infinity }: MetricRowsOptions = {},
): Promise<MetricRows> {
  const table = new Table(records);
  const position = { offset: from, line: 0, oversized: 0, firstOversized: 0 };
  const reader = new LineReader(position, (line) => {
    const record = parseEventLine(line);
    if (typeof record === "object" && record.type === "metrics") table.add(record.data);
  });
  const { isCut, size } = await readInto(reader, file, () => {
    return reader.next - from >= maxBytes && position.offset > from;
  });
  const answer = table.answer(Math.min(downsample, mostRows));
  return { table: answer, end: position.offset, records: table.records, isCut, size };
}

class Table {
  readonly #rowOfStep = new Map<number, number>();
  readonly #columns = new Map<string, (Cell | undefined)[]>();
  #records: number;
  /** Rows that were thinned out. */
  #dropped = 0;

  constructor(records: number) {
    this.#records = records;
  }

  get records(): number {
    return this.#records;
  }

  add(data: Readonly<Record<string, unknown>>): void {
    this.#records++;
    const step = toPoint(data["global_step"]) ?? toPoint(data["step"]) ?? this.#records;
    const whole = Number.isFinite(step) ? Math.trunc(step) : this.#records;
    let row = this.#rowOfStep.get(whole);
    if (row === undefined) {
      if (this.#rowOfStep.size >= crowdedRows) this.#makeRoom();
      this.#rowOfStep.set(whole, (row = this.#rowOfStep.size));
    }
    for (const [key, value] of Object.entries(data)) {
      if (stepKeys.has(key)) continue;
      let column = this.#columns.get(key);
      if (!column) this.#columns.set(key, (column = []));
      column[row] = toCell(value);
    }
  }

  answer(limit: number): V1Metrics {
    const steps = [...this.#rowOfStep].sort(([a], [b]) => a - b);
    const names = [...this.#columns.keys()].sort();
    const total = steps.length + this.#dropped;
    const kept = steps.length <= limit ? steps : this.#thin(steps, limit);
    const rows = kept.map(([step, row]) =>
      Object.fromEntries([
        ["global_step", step],
        ...names.map((name): [string, Cell] => [name, this.#columns.get(name)?.[row] ?? null]),
      ]),
    );
    return { columns: ["global_step", ...names], rows, total, sampled: rows.length };
  }

  /** Ten million rows as objects are more memory than a viewer may take. */
  #makeRoom(): void {
    const steps = [...this.#rowOfStep].sort(([a], [b]) => a - b);
    const kept = this.#thin(steps, keptRows);
    this.#dropped += steps.length - kept.length;
    this.#rowOfStep.clear();
    for (const [i, [step]] of kept.entries()) this.#rowOfStep.set(step, i);
    for (const [name, cells] of this.#columns) {
      this.#columns.set(
        name,
        kept.map(([, row]) => cells[row]),
      );
    }
  }

  /** Of each group of neighbours, the rows in which some column is lowest or highest; and the first and last of all. */
  #thin(steps: readonly (readonly [number, number])[], limit: number) {
    const columns = [...this.#columns]
      .filter(([name, cells]) => name !== "time" && cells.some((c) => typeof c === "number"))
      .map(([, cells]) => cells);
    const groups = Math.max(1, Math.floor((limit - 2) / Math.max(1, 2 * columns.length)));
    const size = Math.ceil(steps.length / groups);
    const kept = new Set([0, steps.length - 1]);
    for (let start = 0; start < steps.length; start += size) {
      const end = Math.min(steps.length, start + size);
      for (const cells of columns) {
        let low = -1;
        let high = -1;
        const valueAt = (i: number) => Number(cells[steps[i]?.[1] ?? -1]);
        for (let i = start; i < end; i++) {
          if (typeof cells[steps[i]?.[1] ?? -1] !== "number") continue;
          if (low === -1 || valueAt(i) < valueAt(low)) low = i;
          if (high === -1 || valueAt(i) > valueAt(high)) high = i;
        }
        if (low !== -1) kept.add(low).add(high);
      }
    }
    return steps.filter((_, i) => kept.has(i));
  }
}

function toCell(value: unknown): Cell {
  if (typeof value === "boolean") return value;
  const point = toPoint(value);
  if (point !== undefined) return Number.isFinite(point) ? point : null;
  return typeof value === "string" ? value : null;
}

/** Reads on until the end of the file, or until `isEnough` after a slice. */
async function readInto(
  reader: LineReader,
  file: string,
  isEnough: () => boolean,
): Promise<{ isCut: boolean; size: number }> {
  const slice = Buffer.allocUnsafe(sliceBytes);
  let size = 0;
  try {
    await using handle = await openRegularFile(file);
    ({ size } = await handle.stat());
    while (!isEnough()) {
      const { bytesRead } = await handle.read(slice, 0, sliceBytes, reader.next);
      if (bytesRead === 0) return { isCut: false, size };
      reader.push(slice.subarray(0, bytesRead));
    }
    return { isCut: true, size };
  } catch (error) {
    if (!isMissing(error) && !isSystemError(error) && !(error instanceof NotAFileError))
      throw error;
    return { isCut: false, size };
  }
}
