import assert from "node:assert/strict";

import * as fc from "fast-check";

import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import { blockSize, decodeBlock, encodeBlock } from "#core/store/series/block.ts";

describe("block", () => {
  it("gives back every bit of every number", () => {
    const float = fc.float();
    const affine = fc
      .tuple(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(300))
      .map(([start, stride, n]) => Array.from({ length: n }, (_, i) => start + stride * i));
    const times = fc
      .tuple(fc.double({ min: -1e10, max: 1e10 }), fc.array(fc.double({ min: 0, max: 3000 })))
      .map(([start, offsets]) => offsets.map((offset) => start + offset));
    const large = fc.array(fc.maxSafeInteger());
    const whole = fc.array(fc.integer().map((value) => value * 8 + 2 ** 40));
    const values = fc.oneof(fc.array(fc.double()), fc.array(float), affine, times, large, whole);
    fc.assert(
      fc.property(values, fc.nat(9), (numbers, offset) => {
        const block = encodeBlock(new Float64Array(numbers));
        const shifted = new Uint8Array(offset + block.length);
        shifted.set(block, offset);
        // SQLite hands out Buffers, whose slice is a view.
        const bytes = Buffer.from(shifted);
        assert.equal(blockSize(bytes, offset), block.length);
        assert.deepEqual([...decodeBlock(bytes, offset)], numbers);
      }),
      { numRuns: 1000 },
    );
  });

  it("is small where that loses nothing", () => {
    const steps = Float64Array.from({ length: 1984 }, (_, i) => 100 + i);
    assert.equal(encodeBlock(steps).length, 24);
    const losses = Float64Array.from({ length: 1984 }, (_, i) => Math.fround(Math.sin(i)));
    assert.equal(encodeBlock(losses).length, 8 + 1984 * 4);
    const times = Float64Array.from({ length: 1984 }, (_, i) => 1.73e9 + i * 1.0550317);
    assert.equal(encodeBlock(times).length, 8 + 16 + 1984 * 4);
    const tokens = Float64Array.from({ length: 1984 }, (_, i) => 1e12 + i * 4096 + (i % 7));
    assert.equal(encodeBlock(tokens).length, 8 + 16 + 1984 * 4);
    const doubles = Float64Array.from({ length: 1984 }, (_, i) => Math.sin(i));
    assert.equal(encodeBlock(doubles).length, 8 + 1984 * 8);
  });

  it("notices every flipped bit and every missing byte", () => {
    const block = encodeBlock(Float64Array.of(1, 2.5, 1e300));
    for (let bit = 0; bit < block.length * 8; bit++) {
      const flipped = Uint8Array.from(block);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => decodeBlock(flipped), DamagedIndexError, `bit ${bit}`);
    }
    for (let length = 0; length < block.length; length++) {
      assert.throws(() => decodeBlock(block.subarray(0, length)), DamagedIndexError);
    }
  });
});
