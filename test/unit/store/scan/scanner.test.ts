import assert from "node:assert/strict";

import * as fc from "fast-check";

import { Scanner } from "#core/store/scan/scanner.ts";
import { cases } from "#test/faults/scale.ts";
import { Collector, parseLines } from "#test/support/scan/collector.ts";
import { jsonNumber } from "#test/support/scan/eventBytes.ts";
import { scanProperty } from "#test/support/scan/scanProperty.ts";

function record(data: Readonly<Record<string, number | string>>, time = 1.5): string {
  return `{"ts": ${time}, "type": "metrics", "data": ${JSON.stringify(data)}}\n`;
}

function scan(text: string, scanner = new Scanner()): Collector {
  const collector = new Collector();
  assert.equal(scanner.scan(Buffer.from(text), collector), Buffer.byteLength(text));
  assert.deepStrictEqual(collector.found, parseLines(Buffer.from(text)));
  return collector;
}

describe("Scanner", () => {
  it("finds in any bytes, however cut, what parsing line by line finds", function () {
    this.timeout(120_000);
    fc.assert(scanProperty, { numRuns: cases(300, 2000) });
  });

  it("reads every number to the last bit", function () {
    this.timeout(60_000);
    const scanner = new Scanner();
    let rows = 0;
    let lines = 0;
    fc.assert(
      fc.property(fc.array(jsonNumber, { minLength: 50, maxLength: 300 }), (numbers) => {
        const text = numbers
          .map((number) => `{"type":"metrics","data":{"a":${number}}}\n`)
          .join("");
        rows += scan(text, scanner).rowCount;
        lines += numbers.length;
      }),
      { numRuns: cases(60, 300) },
    );
    assert.ok(rows > lines * 0.8, `${rows} of ${lines} without parsing`);
  });

  it("reads numbers that lie half way between two floats, or next to it", () => {
    const scanner = new Scanner();
    const halves = fc
      .tuple(
        fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }),
        fc.integer({ min: 1, max: 10 }),
        fc.constantFrom(-1n, 0n, 1n),
      )
      .map(([mantissa, shift, off]) => String(((2n * mantissa + 1n) << BigInt(shift - 1)) + off));
    const fractions = fc
      .tuple(fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }), fc.integer({ min: 1, max: 4 }))
      .map(([mantissa, shift]) => {
        const digits = String((2n * mantissa + 1n) * 5n ** BigInt(shift));
        return `${digits.slice(0, -shift)}.${digits.slice(-shift)}`;
      });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(halves, fractions), { minLength: 3, maxLength: 50 }),
        (numbers) => {
          scan(
            numbers.map((number) => `{"type":"metrics","data":{"a":${number}}}\n`).join(""),
            scanner,
          );
        },
      ),
      { numRuns: cases(100, 500) },
    );
  });

  it("parses no more than two records of a run that always logs the same", () => {
    const text = Array.from({ length: 20_000 }, (_, i) =>
      record({ loss: 1 / (i + 1), stage: "train", acc: i / 3, global_step: i }, 1.7e9 + i / 7),
    ).join("");
    assert.equal(scan(text).rowCount, 19_998);
  });

  it("knows hundreds of layouts that take turns, as TensorBoard's way of logging makes them", () => {
    const text = Array.from({ length: 6000 }, (_, i) =>
      record({ [`tag/${i % 600}`]: i / 7, global_step: Math.floor(i / 600) }),
    ).join("");
    assert.equal(scan(text).rowCount, 6000 - 2 * 600);
  });

  it("learns on after more layouts than it has room for", () => {
    const scanner = new Scanner();
    const text = Array.from({ length: 3000 }, (_, i) =>
      [0, 1, 2].map((step) => record({ [`key${i}`]: 0.5, step })).join(""),
    ).join("");
    assert.equal(scan(text, scanner).rowCount, 3000);
    const wide = Object.fromEntries(
      Array.from({ length: 900 }, (_, i) => [`some/long/key/${i}`, i / 3]),
    );
    const wider = Array.from({ length: 120 }, (_, i) =>
      [0, 1, 2].map(() => record({ ...wide, [`n${i}`]: 1 })).join(""),
    );
    assert.equal(scan(wider.join(""), scanner).rowCount, 120);
  });

  it("takes words for points and leaves alone what only looks like them", () => {
    const words = ["NaN", "Infinity", "-Infinity", '"NaN"', '"-Infinity"', "true", "false"];
    const text = ["1", "2", ...words, "-NaN", "null", '"nan"', "-true", "01", "1.", "1e", "3"]
      .map((value) => `{"type":"metrics","data":{"a":${value},"step":1}}\n`)
      .join("");
    assert.equal(scan(text).rowCount, words.length + 1);
  });

  it("hands on lines that are longer than its memory", () => {
    const long = record({ loss: 1, note: "x".repeat(1 << 20) });
    const text = record({ loss: 1 }).repeat(4) + long.repeat(3) + record({ loss: 1 }).repeat(4);
    assert.equal(scan(text).rowCount, 6);
  });

  it("begins anew after a sink that would not take what it found", () => {
    const scanner = new Scanner();
    const bytes = Buffer.from(record({ loss: 1 }).repeat(10));
    const refuse = () => {
      throw new Error("not now");
    };
    scanner.scan(bytes, new Collector());
    assert.throws(() => scanner.scan(bytes, { rows: refuse, line: refuse }), /not now/);
    assert.equal(scan(record({ loss: 2 }).repeat(5), scanner).rowCount, 5);
  });
});
