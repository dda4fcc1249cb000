import assert from "node:assert/strict";

import * as fc from "fast-check";

import { RunSeries } from "#core/store/series/runSeries.ts";
import { queryCurve } from "#core/store/series/seriesQuery.ts";
import { finish } from "#test/support/finish.ts";
import { type Spike, zoomToSpike } from "#test/support/zoomToSpike.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";

/** A curve as a viewer answers for it, all of whose points but one are small. */
function spiked(rows: number, { at, height }: Spike): LineSource {
  let next = 1;
  const run = new RunSeries({ allocate: () => next++, read: () => undefined });
  for (let i = 0; i < rows; i++) run.append(i, 1e9 + i, { y: i === at ? height : Math.sin(i) });
  return {
    ask(_, { x, range, points }) {
      const one = run.get("y");
      assert.ok(one);
      const window = range ? { x, points, range } : { x, points };
      const answer = finish(queryCurve(one, window, (key) => run.get(key)));
      return Promise.resolve([{ id: "r", series: { run: "r", key: "y", ...answer } }]);
    },
  };
}

describe("a single spike", () => {
  it("is seen at full zoom-out, and zoomed down to its point, wherever it lies", async () => {
    const rows = fc.constantFrom(401, 4096, 60_000);
    const spike = fc.record({ rows, share: fc.double({ min: 0, max: 1, noNaN: true }) });
    await fc.assert(
      fc.asyncProperty(
        spike,
        fc.boolean(),
        fc.constantFrom(1e3, -1e3),
        async ({ rows, share }, logX, height) => {
          const at = Math.min(rows - 1, Math.max(1, Math.floor(share * rows)));
          const extent = { min: 0, max: rows };
          await zoomToSpike(spiked(rows, { at, height }), { at, height }, { logX, extent });
        },
      ),
      { numRuns: 30 },
    );
  });
});
