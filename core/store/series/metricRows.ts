import type { V1Metrics } from "#core/protocol/v1.ts";
import { isMissing, NotAFileError, openRegularFile } from "#core/store/files/regularFile.ts";
import { isSystemError } from "#core/store/files/systemError.ts";
import { parseEventLine, toPoint } from "#core/store/ingest/eventLine.ts";
import { LineReader } from "#core/store/ingest/lineReader.ts";

type Cell = number | string | boolean | null;

const sliceBytes = 128 << 10;
/** The step has its own column; all else a record holds is a column, as in Runicorn 0.6. */
const stepKeys = new Set(["step", "global_step"]);

export interface MetricRowsOptions {
  /** At most about that many rows, among them every column's extremes. */
  readonly downsample?: number | undefined;
  /** Byte a line begins at, to read on from. */
  readonly from?: number;
  /** Bytes after which reading stops. */
  readonly maxBytes?: number;
}

export interface MetricRows {
  readonly table: V1Metrics;
  /** Byte after the last whole line that was read. */
  readonly end: number;
}

/** A run's metrics as one table, a row per whole step in ascending order; of several values at one step the last stands. */
export async function readMetricRows(
  file: string,
  { downsample, from = 0, maxBytes = Infinity }: MetricRowsOptions = {},
): Promise<MetricRows> {
  const table = new Table();
  const position = { offset: from, line: 0, oversized: 0, firstOversized: 0 };
  const reader = new LineReader(position, (line) => {
    const record = parseEventLine(line);
    if (typeof record === "object" && record.type === "metrics") table.add(record.data);
  });
  await readInto(reader, file, from + maxBytes);
  return { table: table.answer(downsample), end: position.offset };
}

class Table {
  readonly #rowOfStep = new Map<number, number>();
  readonly #columns = new Map<string, (Cell | undefined)[]>();
  #records = 0;

  add(data: Readonly<Record<string, unknown>>): void {
    this.#records++;
    const step = toPoint(data["global_step"]) ?? toPoint(data["step"]) ?? this.#records;
    const whole = Number.isFinite(step) ? Math.trunc(step) : this.#records;
    let row = this.#rowOfStep.get(whole);
    if (row === undefined) this.#rowOfStep.set(whole, (row = this.#rowOfStep.size));
    for (const [key, value] of Object.entries(data)) {
      if (stepKeys.has(key)) continue;
      let column = this.#columns.get(key);
      if (!column) this.#columns.set(key, (column = []));
      column[row] = toCell(value);
    }
  }

  answer(downsample: number | undefined): V1Metrics {
    const steps = [...this.#rowOfStep].sort(([a], [b]) => a - b);
    const names = [...this.#columns.keys()].sort();
    const total = steps.length;
    const kept =
      downsample === undefined || total <= downsample ? steps : this.#thin(steps, downsample);
    const rows = kept.map(([step, row]) =>
      Object.fromEntries([
        ["global_step", step],
        ...names.map((name): [string, Cell] => [name, this.#columns.get(name)?.[row] ?? null]),
      ]),
    );
    return { columns: ["global_step", ...names], rows, total, sampled: rows.length };
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

async function readInto(reader: LineReader, file: string, end: number): Promise<void> {
  const slice = Buffer.allocUnsafe(sliceBytes);
  try {
    await using handle = await openRegularFile(file);
    while (reader.next < end) {
      const { bytesRead } = await handle.read(slice, 0, sliceBytes, reader.next);
      if (bytesRead === 0) return;
      reader.push(slice.subarray(0, bytesRead));
    }
  } catch (error) {
    if (!isMissing(error) && !isSystemError(error) && !(error instanceof NotAFileError))
      throw error;
  }
}
