import type { FrameLocator } from "playwright-core";

/** When the newest point of a metric was on the screen: its step and Unix milliseconds. */
export interface Drawn {
  readonly step: number;
  readonly at: number;
}

declare global {
  interface Window {
    drawn?: Drawn[];
  }
}

/** Notes, inside the dashboard, when each answer and each new point has been drawn: two frames after it came. */
export async function watchDrawn(dashboard: FrameLocator, key: string): Promise<void> {
  await dashboard.locator("body").evaluate((_, metric) => {
    window.drawn = [];
    window.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = event.data as {
        type?: string;
        series?: { key: string; x_last: Float64Array }[] | null;
        points?: { steps: number[]; series: { key: string }[] }[];
      };
      // Points come by themselves, and with the answers to what was asked.
      const series = message.series?.find((s) => s.key === metric);
      const points = message.points?.findLast((p) => p.series.some(({ key }) => key === metric));
      const step = series?.x_last.at(-1) ?? points?.steps.at(-1);
      if (step === undefined) return;
      requestAnimationFrame(() =>
        requestAnimationFrame(() => window.drawn?.push({ step, at: Date.now() })),
      );
    });
  }, key);
}

export async function drawn(dashboard: FrameLocator): Promise<Drawn[]> {
  return dashboard.locator("body").evaluate(() => window.drawn ?? []);
}

/** Milliseconds from `log` to the screen, for each step logged since the watch began and drawn by now; ascending. */
export function delays(logged: ReadonlyMap<number, number>, shown: readonly Drawn[]): number[] {
  const [first] = shown;
  const last = shown.at(-1);
  if (first === undefined || last === undefined) return [];
  return [...logged]
    .filter(([step]) => step > first.step && step <= last.step)
    .map(([step, at]) => (shown.find((s) => s.step >= step)?.at ?? Infinity) - at)
    .sort((a, b) => a - b);
}

/** How many pixels of a canvas are strongly coloured, as lines are and axes are not. */
export async function colouredPixels(dashboard: FrameLocator, key: string): Promise<number> {
  return dashboard.locator(`[data-metric="${key}"] canvas`).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return 0;
    const context = canvas.getContext("2d");
    if (!context) return 0;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, b = 0, a = 0] = data.subarray(i, i + 4);
      if (a > 128 && Math.max(r, g, b) - Math.min(r, g, b) > 60) count += 1;
    }
    return count;
  });
}
