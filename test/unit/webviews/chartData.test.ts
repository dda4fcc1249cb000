import assert from "node:assert/strict";

import { toCurve } from "#webviews/shared/charts/data/chartData.ts";
import { histogramGrid, parseHistogram } from "#webviews/shared/charts/histogram/histogramGrid.ts";
import { binAt, binBeside } from "#webviews/shared/charts/histogram/histogramReading.ts";

import { bucketed } from "./series.ts";

const plain = { isSmoothed: false, logX: false, logY: false };
const ys = (column: Float64Array | null) => column && [...column];

describe("chart data", () => {
  it("draws single points without a band, and so that they can be seen", () => {
    const curve = toCurve(bucketed([1], [2], [3]), plain);
    assert.deepEqual([...curve.x], [0, 10, 20]);
    assert.deepEqual(ys(curve.y), [1, 2, 3]);
    assert.equal(curve.band, null);
    assert.equal(curve.radius, 2);
  });

  it("keeps a spike inside a bucket in the band", () => {
    const curve = toCurve(bucketed([1, 1], [1, 1, 97, 1], [1, 1]), plain);
    assert.deepEqual([...(curve.band?.high ?? [])], [1, 97, 1]);
    assert.deepEqual([...(curve.band?.low ?? [])], [1, 1, 1]);
    assert.deepEqual(ys(curve.y), [1, 25, 1]);
  });

  it("reaches from the oldest to the newest point", () => {
    const curve = toCurve(bucketed([1, 1, 1], [1, 1, 1], [1, 1, 1]), plain);
    assert.deepEqual([...curve.x], [0, 11, 22]);
  });

  it("begins and ends at the values of the outermost points, as it does at their places", () => {
    const curve = toCurve(bucketed([1, 3], [5, 7], [2, 8]), plain);
    assert.deepEqual(ys(curve.y), [1, 6, 8]);
    // No line reaches these, and so it ends at what there is beside them.
    assert.deepEqual(ys(toCurve(bucketed([NaN, 3], [5], [2, Infinity]), plain).y), [3, 5, 2]);
    assert.deepEqual(ys(toCurve(bucketed([1, 3], [4, -2]), { ...plain, logY: true }).y), [1, 1]);
  });

  it("marks stretches of NaN and infinities, and leaves gaps in the line", () => {
    const curve = toCurve(bucketed([1], [NaN], [NaN], [2], [Infinity], [-Infinity]), plain);
    assert.deepEqual(ys(curve.y), [1, NaN, NaN, 2, NaN, NaN]);
    assert.deepEqual(curve.marks, [
      { kind: "nan", from: 10, to: 20 },
      { kind: "above", from: 40, to: 40 },
      { kind: "below", from: 50, to: 50 },
    ]);
  });

  it("marks a NaN that shares its bucket with numbers", () => {
    const curve = toCurve(bucketed([0], [1, NaN, 3], [4]), plain);
    assert.deepEqual(ys(curve.y), [0, 2, 4]);
    assert.deepEqual(curve.marks, [{ kind: "nan", from: 10, to: 12 }]);
  });

  it("shows a point between two gaps, where no line reaches it", () => {
    const values = Array.from({ length: 60 }, (_, i) => [
      i % 2 === 0 && i > 50 ? 5 : i > 50 ? NaN : 1,
    ]);
    const { radius } = toCurve(bucketed(...values), plain);
    assert.ok(Array.isArray(radius));
    assert.deepEqual([radius[10], radius[51], radius[52]], [0, 0, 2]);
  });

  it("on a log axis leaves out what is not above zero, and says so", () => {
    const curve = toCurve(bucketed([-1], [0], [2]), { ...plain, logY: true });
    assert.deepEqual(ys(curve.y), [NaN, NaN, 2]);
    assert.equal(curve.dropped, true);
    assert.equal(toCurve(bucketed([1], [2]), { ...plain, logY: true }).dropped, false);
  });

  it("on a log axis ends a band that reaches below zero at the lowest value there is", () => {
    const curve = toCurve(bucketed([-4, 8], [2, 6]), { ...plain, logY: true });
    assert.deepEqual([...(curve.band?.low ?? [])], [2, 2]);
    assert.deepEqual([...(curve.band?.high ?? [])], [8, 6]);
  });

  it("smooths beside the line, not in place of it", () => {
    const series = { ...bucketed([0], [1]), smoothed: Float64Array.of(0, 0.5) };
    const curve = toCurve(series, { ...plain, isSmoothed: true });
    assert.deepEqual(ys(curve.y), [0, 1]);
    assert.deepEqual(ys(curve.smoothed), [0, 0.5]);
    assert.equal(toCurve(series, plain).smoothed, null);
  });

  it("on a logarithmic x axis leaves out what is not above zero there", () => {
    const { x, y, band, series } = toCurve(bucketed([1], [2], [3, 9]), { ...plain, logX: true });
    assert.deepEqual([...x], [10, 21]);
    assert.deepEqual(ys(y), [2, 9]);
    assert.deepEqual([...(band?.high ?? [])], [2, 9]);
    assert.equal(series.x_first[0], 10);
  });

  it("survives a series without points", () => {
    const curve = toCurve(bucketed(), plain);
    assert.deepEqual(ys(curve.y), []);
    assert.deepEqual(curve.marks, []);
  });

  it("lays histograms of any edges side by side, by how densely values lie", () => {
    const narrow = parseHistogram(10, { edges: [0, 1, 2], counts: [4, 0] });
    const wide = parseHistogram(0, { edges: [0, 4], counts: [4] });
    assert.equal(parseHistogram(0, { edges: [0, 1], counts: [1, 2] }), null);
    assert.equal(parseHistogram(0, { edges: [1, 0], counts: ["x"] }), null);
    assert.ok(narrow && wide);
    const grid = histogramGrid([narrow, wide], 100, 4);
    assert.deepEqual(grid?.steps, [0, 10, 20]);
    assert.deepEqual([...grid.shares], [0.25, 0.25, 0.25, 0.25, 1, 0, 0, 0]);
    assert.deepEqual(binAt(grid, 12, 0.5), { column: 1, bin: 0 });
    assert.deepEqual(binAt(grid, 12, 2), { column: 1, bin: 1 });
    assert.equal(binAt(grid, 12, 3), null);
    assert.equal(binAt(grid, -1, 0.5), null);
    // The fullest of the last step, then the one at about the same value of the step before.
    const fullest = binBeside(grid, null, -1, 0);
    assert.deepEqual(fullest, { column: 1, bin: 0 });
    assert.deepEqual(binBeside(grid, fullest, 0, 5), { column: 1, bin: 1 });
    assert.deepEqual(binBeside(grid, { column: 1, bin: 1 }, -3, 0), { column: 0, bin: 0 });
  });
});
