import { isMetricKey, parseEventLine, toPoint } from "#core/store/ingest/eventLine.ts";
import type { RecordLayout } from "#core/store/scan/recordLayout.ts";
import type { ScanSink } from "#core/store/scan/scanner.ts";

/** A metrics record as far as curves go, or a line that is something else. */
type Found =
  | {
      step: number | undefined;
      time: number | undefined;
      points: [string, number][];
    }
  | { other: unknown };

/** Keeps all that a scanner tells, row by row. */
export class Collector implements ScanSink {
  readonly found: Found[] = [];
  /** Those of `found` that were read without parsing. */
  rowCount = 0;

  rows(layout: RecordLayout, count: number, columns: readonly Float64Array[]): void {
    const at = (column: number | undefined, row: number) =>
      column === undefined ? undefined : columns[column]?.[row];
    for (let row = 0; row < count; row++) {
      this.found.push({
        step: at(layout.step, row),
        time: at(layout.time, row),
        points: layout.keys.map((key, i) => [key, at(i, row) ?? NaN]),
      });
    }
    this.rowCount += count;
  }

  line(bytes: Uint8Array): void {
    this.found.push(parseLine(Buffer.from(bytes).toString()));
  }
}

/** What there is to find in whole lines, by parsing one after the other. */
export function parseLines(bytes: Buffer): Found[] {
  return bytes.toString().split("\n").slice(0, -1).map(parseLine);
}

function parseLine(line: string): Found {
  const record = parseEventLine(line);
  if (typeof record === "string" || record.type !== "metrics") return { other: record };
  const { data, ts } = record;
  return {
    step: finite(data["global_step"]) ?? finite(data["step"]),
    time: finite(data["time"]) ?? finite(ts),
    points: Object.entries(data).flatMap(([key, value]): [string, number][] => {
      const point = toPoint(value);
      return isMetricKey(key) && point !== undefined ? [[key, point]] : [];
    }),
  };
}

function finite(value: unknown): number | undefined {
  const point = toPoint(value);
  return Number.isFinite(point) ? point : undefined;
}
