import assert from "node:assert/strict";

import * as fc from "fast-check";

import { counted, histogram } from "../../../sdk/typescript/src/media/histogram.ts";

describe("A histogram of the TypeScript SDK", () => {
  const told: string[] = [];
  const tell = (subject: string): unknown => told.push(subject);
  beforeEach(() => told.splice(0));

  it("counts every value once, between edges that rise from the least to the greatest", () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.integer({ min: 1, max: 50 }), (values, bins) => {
        const result = histogram(values, bins, tell);
        const finite = values.filter(Number.isFinite);
        const { edges, counts, nan, pos_inf, neg_inf } = result;
        assert.deepEqual([edges.length, counts.length], [bins + 1, bins]);
        assert.ok(edges.every((edge, index) => edge >= (edges[index - 1] ?? -Infinity)));
        assert.ok(edges.every(Number.isFinite));
        assert.equal(
          counts.reduce((a, b) => a + b, 0),
          finite.length,
        );
        assert.equal(result.count, finite.length);
        assert.equal(result.count + nan + pos_inf + neg_inf, values.length);
        if (finite.length === 0) assert.equal(result.min, null);
        else {
          assert.equal(result.min, Math.min(...finite) + 0);
          assert.equal(result.max, Math.max(...finite) + 0);
          assert.ok(edges[0]! <= result.min && edges.at(-1)! >= result.max);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("puts each value into the bin whose edges it lies between", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 20 }),
        (values, bins) => {
          const { edges, counts } = histogram(Float32Array.from(values), bins, tell);
          const expected = counts.map(
            (_, bin) =>
              values.filter((value) => {
                const isLast = bin === bins - 1;
                return value >= edges[bin]! && (isLast || value < edges[bin + 1]!);
              }).length,
          );
          assert.deepEqual(counts, expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("takes typed arrays, big integers, tensors and arrays in arrays alike", () => {
    const expected = histogram([1, 2, 3, 4], 4, tell);
    const alike = [
      Float32Array.of(1, 2, 3, 4),
      BigInt64Array.of(1n, 2n, 3n, 4n),
      { dataSync: () => Int32Array.of(1, 2, 3, 4), shape: [2, 2] },
      { data: Uint8Array.of(1, 2, 3, 4), dims: [4] },
      [[1, [2]], Float64Array.of(3, 4)],
      new Set([1, 2, 3, 4]),
      [{ item: () => 1 }, 2n, 3, 4],
    ];
    for (const values of alike) assert.deepEqual(histogram(values, 4, tell), expected);
  });

  it("takes edges, which need not hold every value", () => {
    const { edges, counts, count } = histogram([0, 1, 2, 3, 9], [1, 2, 3], tell);
    assert.deepEqual([edges, counts, count], [[1, 2, 3], [1, 2], 5]);
  });

  it("uses 64 bins for a number that is none, and says so", () => {
    for (const bins of [0, -1, Number.NaN, 1e9, "many", undefined]) {
      assert.equal(histogram([1, 2], bins, tell).counts.length, 64);
    }
    assert.deepEqual(told, Array(6).fill("bins"));
  });

  it("turns away what is no number, and counts without their edges", () => {
    for (const bad of ["x", [1, "2"], [null], [{}], () => 1, [Symbol("x")]]) {
      assert.throws(() => histogram(bad, 4, tell), /is no number/);
    }
    const cycle: unknown[] = [];
    cycle.push(cycle);
    assert.throws(() => histogram(cycle, 4, tell), /nested too deeply/);
    for (const [counts, edges] of [
      [[1], [1]],
      [
        [1, 2],
        [0, 1],
      ],
      [[-1], [0, 1]],
      [[1], [1, 0]],
      [[1], [0, Infinity]],
      [undefined, [0, 1]],
    ]) {
      assert.throws(() => counted(counts, edges));
    }
    assert.deepEqual(counted([2, 3], [0, 1, 2]).count, 5);
  });
});
