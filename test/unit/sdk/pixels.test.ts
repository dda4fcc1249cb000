import assert from "node:assert/strict";

import * as fc from "fast-check";

import { decodePng } from "#test/support/sdk/decodePng.ts";

import { numberArray } from "../../../sdk/typescript/src/media/numberArray.ts";
import { framesOf, pixelsOf } from "../../../sdk/typescript/src/media/pixels.ts";
import { apngBytes, pngBytes } from "../../../sdk/typescript/src/media/png.ts";

const side = fc.integer({ min: 1, max: 9 });
const channelCount = fc.constantFrom(1, 3, 4);

describe("Pixels of the TypeScript SDK", () => {
  const told: string[] = [];
  const tell = (subject: string): unknown => told.push(subject);
  beforeEach(() => told.splice(0));

  function encoded(value: unknown) {
    return decodePng(pngBytes(pixelsOf(numberArray(value), tell)));
  }

  it("read back from a PNG as they were", () => {
    const picture = fc.record({ height: side, width: side, channels: channelCount }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        data: fc.uint8Array({
          minLength: size.height * size.width * size.channels,
          maxLength: size.height * size.width * size.channels,
        }),
      }),
    );
    fc.assert(
      fc.property(picture, ({ size: { height, width, channels }, data }) => {
        const png = encoded({ data, shape: [height, width, channels] });
        assert.deepEqual(png, { width, height, channels, frames: [[...data]], delays: [] });
      }),
      { numRuns: 300 },
    );
  });

  it("read back from an animation as they were", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), side, side, (count, height, width) => {
        const data = Uint8Array.from({ length: count * height * width }, (_, index) => index * 37);
        const array = numberArray({ data, shape: [count, height, width] });
        const [first, ...rest] = framesOf(array, tell, 100);
        const png = decodePng(apngBytes(first!, rest, 4));
        assert.deepEqual(png.frames.flat(), [...data]);
        assert.deepEqual(png.delays, Array(count).fill(250));
      }),
      { numRuns: 100 },
    );
  });

  it("may come as planes, one per channel", () => {
    const planes = { data: Uint8Array.from([1, 2, 3, 4, 5, 6]), shape: [3, 1, 2] };
    assert.deepEqual(encoded(planes).frames, [[1, 3, 5, 2, 4, 6]]);
  });

  it("are scaled from what the type of the numbers means", () => {
    assert.deepEqual(encoded({ data: Float32Array.of(0, 0.5, 1), shape: [1, 3] }).frames, [
      [0, 128, 255],
    ]);
    assert.deepEqual(encoded({ data: Int32Array.of(0, 1, 1), shape: [1, 3] }).frames, [
      [0, 255, 255],
    ]);
    assert.deepEqual(encoded({ data: Int32Array.of(0, 1, 2), shape: [1, 3] }).frames, [[0, 1, 2]]);
    const bits = { dataSync: () => Uint8Array.of(0, 1), shape: [1, 2], dtype: "bool" };
    assert.deepEqual(encoded(bits).frames, [[0, 255]]);
    assert.deepEqual(told, []);
  });

  it("that lie outside are clipped, and it is told", () => {
    assert.deepEqual(encoded([[-1, 0.5, Number.NaN, Infinity]]).frames, [[0, 128, 0, 255]]);
    assert.deepEqual(encoded([[-1, 300, 7]]).frames, [[0, 255, 7]]);
    assert.deepEqual(told, ["clip", "clip"]);
  });

  it("that are no picture are turned away with a sentence", () => {
    const no = [
      [[[]], /shape \(1, 1, 0\)|shape \(1, 0\)/],
      [[1, 2], /shape \(1, 2\)/],
      [[[[1, 2]], [[3, 4]]], /shape \(1, 2, 1, 2\)/],
      [[[1, 2], [3]], /different lengths/],
      [{ data: new Uint8Array(3), shape: [2, 2] }, /different lengths/],
      [{ data: new Uint8Array(40_000), shape: [1, 40_000] }, /too large/],
    ] as const;
    for (const [value, reason] of no) assert.throws(() => encoded(value), reason);
  });

  it("never bring the program down, whatever shape they claim", () => {
    const claim = fc.array(fc.oneof(fc.integer({ min: -3, max: 9 }), fc.double()), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(claim, fc.uint8Array({ maxLength: 200 }), (shape, data) => {
        try {
          encoded({ data, shape });
        } catch (error) {
          assert.equal((error as Error).constructor.name, "NotPlain", String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
