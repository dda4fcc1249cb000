import assert from "node:assert/strict";

import * as fc from "fast-check";

import { isMetricKey, parseEventLine, toPoint } from "#core/store/ingest/eventLine.ts";
import type { RecordLayout } from "#core/store/scan/recordLayout.ts";
import { Scanner, type ScanSink } from "#core/store/scan/scanner.ts";

import { eventBytes } from "./eventLines.ts";

/** A metrics record as far as curves go, or a line that is something else. */
interface Row {
  step: number | undefined;
  time: number | undefined;
  points: [string, number][];
}
type Found = Row | { other: unknown };

class Collector implements ScanSink {
  readonly found: Found[] = [];
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

/** Scans the bytes as they arrive: each time up to the next cut, and again what was left over. */
function scan(bytes: Buffer, cuts: readonly number[] = []): Collector {
  const scanner = new Scanner();
  const collector = new Collector();
  let from = 0;
  for (const to of [
    ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ]) {
    from += scanner.scan(bytes.subarray(from, to), collector);
  }
  assert.equal(from, bytes.lastIndexOf(10) + 1);
  return collector;
}

function parseAll(bytes: Buffer): Found[] {
  return bytes.toString().split("\n").slice(0, -1).map(parseLine);
}

describe("Scanner", () => {
  it("finds in any bytes, however cut, what parsing line by line finds", function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(eventBytes, fc.array(fc.nat(4000), { maxLength: 6 }), (bytes, cuts) => {
        assert.deepStrictEqual(scan(bytes, cuts).found, parseAll(bytes));
      }),
      { numRuns: Number(process.env["RUNICORN_SCAN_CASES"] ?? 2000) },
    );
  });
});
