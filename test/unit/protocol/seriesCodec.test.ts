import assert from "node:assert/strict";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import { type Series, seriesColumns } from "#core/protocol/metric.ts";
import { decodeSeries, encodeSeries } from "#core/protocol/seriesCodec.ts";

const anySeries = fc
  .record({
    run: fc.string(),
    key: fc.string({ unit: "grapheme" }),
    total: fc.nat(),
    rows: fc.nat(20),
  })
  .chain(({ rows, ...ref }) =>
    fc.tuple(...seriesColumns.map(() => fc.float64Array({ minLength: rows, maxLength: rows }))).map(
      (columns) =>
        ({
          ...ref,
          ...Object.fromEntries(columns.map((c, i) => [seriesColumns[i], c])),
        }) as Series,
    ),
  );

describe("seriesCodec", () => {
  it("reads back what it writes, also from the middle of a buffer", () => {
    fc.assert(
      fc.property(fc.array(anySeries, { maxLength: 4 }), fc.nat(9), (series, shift) => {
        const bytes = encodeSeries(series);
        const shifted = new Uint8Array(bytes.length + shift);
        shifted.set(bytes, shift);
        assert.deepEqual(decodeSeries(shifted.subarray(shift)), series);
      }),
    );
  });

  it("reads a Node Buffer, whose slices share their memory", () => {
    const series = fc.sample(anySeries, { numRuns: 2, seed: 1 });
    assert.deepEqual(decodeSeries(Buffer.from(encodeSeries(series))), series);
  });

  it("answers any damage with an error of ours", () => {
    const good = encodeSeries(fc.sample(anySeries, { numRuns: 2, seed: 1 }));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, cut) => {
        const damaged = good.slice();
        damaged[at] = byte;
        for (const bytes of [damaged, good.slice(0, cut), damaged.slice(0, cut)])
          decodeOrRefuse(bytes);
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => decodeOrRefuse(bytes)));
  });
});

function decodeOrRefuse(bytes: Uint8Array): void {
  try {
    decodeSeries(bytes);
  } catch (error) {
    assert.ok(RunicornError.is(error), String(error));
  }
}
