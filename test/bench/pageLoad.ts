import type { Page } from "playwright-core";

/** Milliseconds of the processor that the thread of a page has taken since it was opened. */
export interface PageLoad {
  readonly all: number;
  readonly script: number;
  readonly layout: number;
}

/** Asks for what the thread of a page takes: beside other work, time of the processor says more than that of the clock. */
export async function followLoad(page: Page): Promise<() => Promise<PageLoad>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (wanted: string): number =>
      (metrics.find(({ name }) => name === wanted)?.value ?? NaN) * 1000;
    return {
      all: of("TaskDuration"),
      script: of("ScriptDuration"),
      layout: of("LayoutDuration") + of("RecalcStyleDuration"),
    };
  };
}
