import assert from "node:assert/strict";

import * as fc from "fast-check";

import {
  formatAgo,
  formatAgoShort,
  formatDuration,
  formatNumber,
  formatStep,
  formatTick,
  formatTicks,
} from "#webviews/shared/format.ts";

const table = <T, R>(format: (value: T) => R, rows: readonly (readonly [T, R])[]): void => {
  for (const [value, text] of rows) assert.deepEqual(format(value), text, `of ${String(value)}`);
};

describe("format", () => {
  it("writes numbers with up to five significant digits", () => {
    table(formatNumber, [
      [0, "0"],
      [0.1234567, "0.12346"],
      [-0.25, "-0.25"],
      [1234.5678, "1,234.6"],
      [123_456_789, "123,456,789"],
      [1.5e12, "1.5e12"],
      [0.0000123456, "1.2346e-5"],
      ["NaN", "NaN"],
      ["-Infinity", "-∞"],
    ]);
  });

  it("is close to the number it writes", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), (value) => {
        const read = Number(formatNumber(value).replaceAll(",", ""));
        assert.ok(Math.abs(read - value) <= Math.abs(value) * 1e-4 + 1e-300);
      }),
    );
  });

  it("writes whole steps in full", () => {
    table(formatStep, [
      [12_345_678, "12,345,678"],
      [0.5, "0.5"],
    ]);
  });

  it("writes the ticks of an axis so that they differ, and no longer than that takes", () => {
    table(formatTicks, [
      [
        [0, 10_000, 20_000],
        ["0", "10k", "20k"],
      ],
      [
        [1_234_567, 1_234_567.25, 1_234_567.5],
        ["1,234,567.00", "1,234,567.25", "1,234,567.50"],
      ],
      [
        [0.9998105, 0.999811],
        ["0.9998105", "0.9998110"],
      ],
      [[], []],
      [[3], ["3"]],
    ]);
  });

  it("writes ticks in little room", () => {
    table(formatTick, [
      [0, "0"],
      [2500, "2,500"],
      [12_000, "12k"],
      [1_500_000, "1.5M"],
      [0.25, "0.25"],
      [0.00002, "2e-5"],
      [-40_000, "-40k"],
    ]);
  });

  it("writes durations in their two largest units", () => {
    table(formatDuration, [
      [0, "0 s"],
      [0.85, "850 ms"],
      [2.5, "2.5 s"],
      [42.9, "42 s"],
      [130, "2m 10s"],
      [3600, "1h"],
      [11_100, "3h 5m"],
      [187_200, "2d 4h"],
    ]);
  });

  it("says how long ago", () => {
    table(
      (s: number) => formatAgo(1e9 - s, 1e9),
      [
        [-5, "just now"],
        [59, "59 seconds ago"],
        [60, "1 minute ago"],
        [7200, "2 hours ago"],
        [86_400 * 3, "3 days ago"],
      ],
    );
    assert.equal(formatAgoShort(1e9 - 200, 1e9), "3m");
    assert.equal(formatAgoShort(1e9 - 86_400 * 100, 1e9), "3mo");
    assert.match(formatAgo(1e9 - 86_400 * 90, 1e9), /^2001-06-/);
  });
});
