import assert from "node:assert/strict";

import * as fc from "fast-check";

import { RunSeries } from "#core/store/series/runSeries.ts";
import { queryCurve } from "#core/store/series/seriesQuery.ts";
import { finish } from "#test/support/finish.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { yRange } from "#webviews/shared/charts/axes/yRange.ts";
import { toCurve } from "#webviews/shared/charts/data/chartData.ts";
import { CurveLoader } from "#webviews/shared/charts/data/curveLoader.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";

const whole = { logY: false, clip: 0, yMin: null, yMax: null };

/** A curve as a viewer answers for it, all of whose points but one are small. */
function spiked(rows: number, at: number, height: number): LineSource {
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

/** What a plot shows of a window, once it is there. */
async function shown(source: LineSource, window: XWindow | null, logX: boolean) {
  let loader: CurveLoader | undefined;
  await new Promise<void>((resolve) => {
    const style = { axis: "step", logX, smoothing: "time_ema" } as const;
    let shown: XWindow | null = null;
    loader = new CurveLoader(
      ["y"],
      source,
      () => ({ style, amount: 0, window: shown, follows: false, points: 400 }),
      () => {
        // Where there is a window, the answer before it was all there is.
        if (shown === window) resolve();
        else shown = window;
      },
    );
    if (window) loader.refresh();
    loader.resume();
    if (window) queueMicrotask(() => loader?.refresh());
  });
  loader?.pause();
  const [line] = loader?.lines ?? [];
  assert.ok(line);
  return line.series;
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
        async (one, logX, height) => {
          const at = Math.min(one.rows - 1, Math.max(1, Math.floor(one.share * one.rows)));
          const source = spiked(one.rows, at, height);
          let window: XWindow | null = null;
          for (let zooms = 0; ; zooms++) {
            assert.ok(zooms < 12, "a bucket never became a point");
            const series = await shown(source, window, logX);
            const curve = toCurve(series, { isSmoothed: false, logX, logY: false });
            const extent = window ?? { min: 0, max: one.rows };
            const range = yRange([curve], extent, whole);
            assert.ok(
              range && range.min <= Math.min(height, 0) && range.max >= Math.max(height, 0),
            );
            const extremes = height > 0 ? series.max : series.min;
            const row = extremes.indexOf(height);
            assert.ok(row >= 0, "the spike is drawn");
            const [first, last] = [series.x_first[row] ?? NaN, series.x_last[row] ?? NaN];
            if (series.count[row] === 1) {
              assert.deepEqual([first, last, series.mean[row]], [at, at, height]);
              break;
            }
            window = { min: first - 2, max: last + 2 };
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
