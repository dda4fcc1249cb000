import assert from "node:assert/strict";

import type { Series } from "#core/protocol/metric.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import { yRange } from "#webviews/shared/charts/axes/yRange.ts";
import { toCurve } from "#webviews/shared/charts/data/chartData.ts";
import { CurveLoader } from "#webviews/shared/charts/data/curveLoader.ts";
import type { LineSource } from "#webviews/shared/charts/data/lineSource.ts";

/** A value far beyond all others of the metric `y`, at this place on x. */
export interface Spike {
  readonly at: number;
  readonly height: number;
}

const whole = { logY: false, clip: 0, yMin: null, yMax: null };
/** Each zoom shows what one bucket was. */
const mostZooms = 12;

/**
 * Does what somebody does who sees a spike in a chart of everything: zooms to where it is drawn, until it is a point. Fails where
 * it is not drawn on the way, or is another point in the end.
 */
export async function zoomToSpike(
  source: LineSource,
  { at, height }: Spike,
  { logX = false, extent }: { readonly logX?: boolean; readonly extent: XWindow },
): Promise<void> {
  let window: XWindow | null = null;
  for (let zooms = 0; ; zooms++) {
    assert.ok(zooms < mostZooms, `the bucket of ${at} never became a point`);
    const answer = await shown(source, window, logX);
    const curve = toCurve(answer, { isSmoothed: false, logX, logY: false });
    const { series } = curve;
    const range = yRange([curve], window ?? extent, whole);
    assert.ok(
      range && range.min <= Math.min(height, 0) && range.max >= Math.max(height, 0),
      `the axis has room for the spike at ${at}`,
    );
    const edge = curve.band ? (height > 0 ? curve.band.high : curve.band.low) : curve.y;
    const row = series.x_last.findIndex((last) => last >= at);
    assert.equal(edge[row], height, `the spike at ${at} is drawn`);
    const [first, last] = [series.x_first[row] ?? NaN, series.x_last[row] ?? NaN];
    if (series.count[row] === 1) {
      assert.deepEqual([first, last, series.mean[row]], [at, at, height]);
      return;
    }
    window = { min: first - 2, max: last + 2 };
  }
}

/** What a plot shows of a window, once it is there. */
async function shown(source: LineSource, window: XWindow | null, logX: boolean): Promise<Series> {
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
  assert.equal(loader?.error, null);
  const [line] = loader.lines ?? [];
  assert.ok(line);
  return line.series;
}
