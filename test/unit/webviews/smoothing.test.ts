import assert from "node:assert/strict";

import { smoothingOf } from "#webviews/shared/charts/data/smoothing.ts";

describe("smoothing", () => {
  const extent = { min: 0, max: 100_000 };

  it("reaches as far in a long series as in a short one drawn as large", () => {
    const long = smoothingOf("time_ema", 0.9, extent, 10_000_000);
    assert.ok(long?.kind === "time_ema" && long.scale > 900 && long.scale < 1000);
    assert.deepEqual(smoothingOf("time_ema", 0.9, extent, 1001), long);
    // Points that lie far apart are smoothed over as many of them.
    const sparse = smoothingOf("time_ema", 0.9, extent, 101);
    assert.ok(sparse?.kind === "time_ema" && sparse.scale > 9000);
  });

  it("asks for the same while a series grows a little", () => {
    const grown = smoothingOf("gaussian", 0.5, { min: 0, max: 100_100 }, 10_000_000);
    assert.deepEqual(grown, smoothingOf("gaussian", 0.5, extent, 10_000_000));
  });

  it("is none where there is nothing to smooth, or no wish to", () => {
    assert.equal(smoothingOf("mean", 0, extent, 1000), undefined);
    assert.equal(smoothingOf("mean", 0.5, null, 0), undefined);
    assert.equal(smoothingOf("mean", 0.5, { min: 3, max: 3 }, 1), undefined);
    assert.deepEqual(smoothingOf("ema", 0.5, null, 0), { kind: "ema", weight: 0.5 });
  });
});
