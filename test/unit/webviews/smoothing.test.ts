import assert from "node:assert/strict";

import * as fc from "fast-check";

import { smooth } from "#webviews/shared/charts/smoothing.ts";

describe("smoothing", () => {
  const weight = fc.double({ min: 0, max: 0.99, noNaN: true });
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  it("leaves a constant as it is, from the first value on", () => {
    fc.assert(
      fc.property(weight, value, (w, v) => {
        for (const smoothed of smooth([v, v, v, v], w)) {
          assert.ok(Math.abs(smoothed - v) <= Math.abs(v) * 1e-12 + 1e-300);
        }
      }),
    );
  });

  it("stays between the smallest and the largest value seen", () => {
    fc.assert(
      fc.property(weight, fc.array(value, { minLength: 1 }), (w, values) => {
        const [low, high] = [Math.min(...values) - 1e-6, Math.max(...values) + 1e-6];
        for (const smoothed of smooth(values, w)) assert.ok(smoothed >= low && smoothed <= high);
      }),
    );
  });

  it("is the weighted mean of what came before", () => {
    assert.deepEqual([...smooth([1, 3], 0.5)], [1, (0.25 * 1 + 0.5 * 3) / 0.75]);
  });

  it("without weight changes nothing", () => {
    assert.deepEqual([...smooth([3, 1, 2], 0)], [3, 1, 2]);
  });

  it("leaves gaps where values are not finite, and goes on behind them", () => {
    assert.deepEqual([...smooth([2, NaN, Infinity, 2], 0.9)], [2, NaN, NaN, 2]);
  });
});
