import { appendFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Page } from "playwright-core";

import { boardRecord } from "./boardRuns.ts";
import { followLoad } from "./pageLoad.ts";

/** What a board does while one of its runs is live. */
export interface LiveFigures {
  /** Points that were logged. */
  readonly logged: number;
  /** How often each chart in sight was drawn that shows the run, and each that does not. */
  readonly redrawn: readonly number[];
  readonly others: readonly number[];
  /** Milliseconds from log to picture, of each point. */
  readonly delays: readonly number[];
  /** Milliseconds between two frames of the page. */
  readonly gaps: readonly number[];
  /** Of each second, milliseconds of the processor that the page's thread takes. */
  readonly load: number;
}

interface Watched {
  draws: Record<string, number>;
  drawn: { at: number; x: number }[];
  gaps: number[];
}

/** Logs to a run at `hertz` for some seconds, while a page shows the board. `keys`: the metrics the run has. */
export async function watchLive(
  page: Page,
  directory: string,
  { first, hertz, seconds, keys }: LiveOptions,
): Promise<LiveFigures> {
  await page.evaluate(watch);
  const loadOf = await followLoad(page);
  const [begun, before] = [performance.now(), await loadOf()];
  const loggedAt: number[] = [];
  for (let i = 0; i < hertz * seconds; i++) {
    await sleep(Math.max(0, begun + (i * 1000) / hertz - performance.now()));
    loggedAt.push(performance.timeOrigin + performance.now());
    appendFileSync(path.join(directory, "events.jsonl"), boardRecord(first + i, keys));
  }
  await sleep(1000);
  const load = (((await loadOf()).all - before.all) * 1000) / (performance.now() - begun);
  const { draws, drawn, gaps } = await page.evaluate(
    () => (globalThis as unknown as { watched: Watched }).watched,
  );
  const delays = loggedAt.map((at, i) => (drawn.find(({ x }) => x >= first + i)?.at ?? NaN) - at);
  const entries = Object.entries(draws);
  return {
    logged: loggedAt.length,
    redrawn: entries.filter(([key]) => keys.includes(key)).map(([, n]) => n),
    others: entries.filter(([key]) => !keys.includes(key)).map(([, n]) => n),
    delays,
    gaps,
    load,
  };
}

export interface LiveOptions {
  /** The step of its next point. */
  readonly first: number;
  readonly hertz: number;
  readonly seconds: number;
  readonly keys: readonly string[];
}

/** Counts, in the page, how often each chart in sight is drawn, and how long its frames are apart. */
function watch(): void {
  const watched: Watched = { draws: {}, drawn: [], gaps: [] };
  (globalThis as unknown as { watched: Watched }).watched = watched;
  for (const card of document.querySelectorAll<HTMLElement>("[data-metric]")) {
    const { top, bottom } = card.getBoundingClientRect();
    const plot = card.querySelector<HTMLElement>(".plot");
    if (!plot || bottom < 0 || top > innerHeight) continue;
    const key = card.dataset["metric"] ?? "";
    watched.draws[key] = 0;
    new MutationObserver((changes) => {
      watched.draws[key] = (watched.draws[key] ?? 0) + changes.length;
      const at = performance.timeOrigin + performance.now();
      watched.drawn.push({ at, x: Number(plot.dataset["drawn"]) });
    }).observe(plot, { attributes: true, attributeFilter: ["data-drawn"] });
  }
  let last = performance.now();
  const next = (now: number): void => {
    watched.gaps.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}
