import assert from "node:assert/strict";

import * as fc from "fast-check";

import { maxLineBytes } from "#core/store/ingest/lineChunks.ts";
import { LineReader } from "#core/store/ingest/lineReader.ts";

function read(slices: readonly Buffer[]) {
  const lines: [number, string][] = [];
  const position = { offset: 0, line: 0, oversized: 0, firstOversized: 0 };
  const reader = new LineReader(position, (line, number) => lines.push([number, line]));
  for (const slice of slices) reader.push(slice);
  return { lines, position, next: reader.next };
}

describe("LineReader", () => {
  it("gives the same lines however the file is cut into slices", () => {
    const text = fc
      .array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constant("\n")))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat(400), { maxLength: 20 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        const at = [
          0,
          ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
          bytes.length,
        ];
        const slices = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
        const { lines, position, next } = read(slices);
        const expected = bytes.toString().split("\n").slice(0, -1);
        assert.deepEqual(
          lines.map(([, line]) => line),
          expected,
        );
        assert.deepEqual(
          lines.map(([number]) => number),
          expected.map((_, i) => i + 1),
        );
        assert.equal(position.offset, bytes.lastIndexOf(10) + 1);
        assert.equal(next, bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  it("drops a line above the limit without keeping it, and goes on after it", () => {
    const slice = Buffer.alloc(1 << 20, "x");
    const slices = Array.from({ length: (maxLineBytes >> 20) + 1 }, () => slice);
    const before = process.memoryUsage().arrayBuffers;
    const { lines, position } = read([
      Buffer.from("a\n"),
      ...slices,
      ...slices,
      Buffer.from("x\nb\n"),
    ]);
    assert.deepEqual(lines, [
      [1, "a"],
      [3, "b"],
    ]);
    assert.equal(position.oversized, 1);
    assert.equal(position.firstOversized, 2);
    assert.ok(process.memoryUsage().arrayBuffers - before < 2 * maxLineBytes);
  });
});
