import assert from "node:assert/strict";

import * as fc from "fast-check";

import { ClockOffset } from "#core/remote/clockOffset.ts";

describe("how far another machine's clock is ahead", () => {
  const trip = fc.record({
    there: fc.double({ min: 0, max: 500, noNaN: true }),
    back: fc.double({ min: 0, max: 500, noNaN: true }),
    at: fc.integer({ min: 0, max: 1e9 }),
  });

  it("is within its own error, however uneven the ways there and back are", () => {
    const offset = fc.integer({ min: -1e7, max: 1e7 });
    fc.assert(
      fc.property(offset, fc.array(trip, { minLength: 1, maxLength: 30 }), (real, trips) => {
        const clock = new ClockOffset(() => 0);
        for (const { there, back, at } of trips) {
          clock.add({ sentAt: at, tookMs: there + back, theirs: at + there + real });
        }
        const { value } = clock;
        assert.ok(value);
        // Told in tenths of a millisecond.
        assert.ok(Math.abs(value.offset_ms - real) <= value.error_ms + 0.2);
      }),
    );
  });

  it("is what the quickest round trip says", () => {
    const clock = new ClockOffset(() => 0);
    clock.add({ sentAt: 0, tookMs: 100, theirs: 1090 });
    clock.add({ sentAt: 0, tookMs: 2, theirs: 1001 });
    clock.add({ sentAt: 0, tookMs: 80, theirs: 1005 });
    assert.deepEqual(clock.value, { offset_ms: 1000, error_ms: 1 });
  });

  it("begins anew when their clock is set, and when ours is", () => {
    let ours = 0;
    const clock = new ClockOffset(() => ours);
    clock.add({ sentAt: 0, tookMs: 2, theirs: 5000 });
    clock.add({ sentAt: 0, tookMs: 20, theirs: 60_000 });
    assert.deepEqual(clock.value, { offset_ms: 59_990, error_ms: 10 });
    ours = 3_600_000;
    assert.equal(clock.value, undefined);
  });
});
