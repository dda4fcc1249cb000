// A board of 50 charts × 10 runs beside a plain chart.js page: `npm run bench -- board [points a line, default 100000] [rounds, default 3]`. Needs `npm run build`.
import { readFileSync } from "node:fs";

import type { Browser, Page } from "playwright-core";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { ViewerProcess } from "../browser/viewerProcess.ts";
import { launchBrowser } from "../host/workbench.ts";
import { watchLive } from "./boardLive.ts";
import { boardMetrics, liveMetrics, writeBoardRuns } from "./boardRuns.ts";
import { judge } from "./judge.ts";
import { followLoad, type PageLoad } from "./pageLoad.ts";
import { plainChartsPage } from "./plainCharts.ts";
import { median, ms, percentile, print, round } from "./print.ts";

const [pointsText = "100000", rounds = "3"] = process.argv.slice(2);
const points = Number(pointsText);
const runs = 10;
const moves = 60;
const live = { hertz: 10, seconds: 8 };
/** A plain page with more points than this ends in the browser's memory. */
const mostPlainPoints = 20_000;

const store = new TempStore();
let viewer: ViewerProcess | undefined;
const browser = await launchBrowser();
try {
  await bench();
} finally {
  await browser.close();
  viewer?.dispose();
  store.dispose();
}

async function bench(): Promise<void> {
  const began = performance.now();
  const directory = writeBoardRuns(store, runs, points).at(-1) ?? "";
  print("runs written", ms(performance.now() - began));
  // Its link is good for half a minute.
  viewer = new ViewerProcess(store);
  const link = await viewer.link();
  const page = await openPage();
  await page.goto(link.href);
  await page.locator("[data-run]").first().waitFor({ timeout: 300_000 });
  const ids = await page.evaluate(async () => {
    const answer = await fetch("/api/v2/runs");
    return ((await answer.json()) as { runs: { id: string }[] }).runs.map(({ id }) => id);
  });
  const begun = performance.now();
  await until(() => page.evaluate(isIndexed, ids), { timeout: 300_000 });
  print("runs indexed", ms(performance.now() - begun));
  const address = new URL("/compare", link);
  address.searchParams.set("runs", ids.join(","));

  const paints: number[] = [];
  const loads: PageLoad[] = [];
  let inSight = 0;
  const loadOf = await followLoad(page);
  for (let i = 0; i < Number(rounds); i++) {
    await page.goto(address.href);
    const painted = await page.waitForFunction(paintOf, null, { timeout: 60_000, polling: "raf" });
    ({ at: paints[i], charts: inSight } = (await painted.jsonValue()) as Painted);
    loads.push(await loadOf());
  }
  const half = (of: keyof PageLoad): string => ms(median(loads.map((load) => load[of])));
  print(
    "of the processor until then, the page's thread",
    `${half("all")}, of it scripts ${half("script")}, style and layout ${half("layout")}`,
  );
  const plain = await plainFigures(Math.min(points, mostPlainPoints), inSight);
  judge({
    bar: "board",
    what: `${boardMetrics.length} charts × ${runs} runs × ${points} points, first paint`,
    value: median(paints),
    unit: "ms",
    most: 1500,
    beside: `plain chart.js, ${inSight} charts × ${runs} × ${plain.points}: ${ms(plain.paint)}`,
  });
  const costs = await page.evaluate(moveCosts, moves);
  judge({
    bar: "board",
    what: `cursor move, ${inSight} charts in sight, p95`,
    value: percentile(costs, 0.95),
    unit: "ms",
    most: 16,
    beside: `median ${round(median(costs), 2)} ms; plain ${ms(plain.move)}`,
  });
  await judgeLive(page, directory);
  for (let y = 0; y < 8000; y += 400) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(120);
  }
  const memory = await memoryOf(browser);
  judge({
    bar: "board",
    what: "memory of the page, all charts seen",
    value: memory,
    unit: "MiB",
    most: 300,
    beside: `plain ${round(plain.memory, 0)} MiB`,
  });
}

/** One of the ten runs goes on, in half of the charts. */
async function judgeLive(page: Page, directory: string): Promise<void> {
  const { hertz, seconds } = live;
  await page.mouse.move(0, 0);
  const figures = await watchLive(page, directory, { first: points, ...live, keys: liveMetrics });
  const { logged, redrawn, others, delays, gaps, load } = figures;
  print(
    `${hertz} Hz into one run for ${seconds} s, redraws a chart`,
    `${redrawn.join(", ")} of ${logged} points`,
  );
  judge({
    bar: "board",
    what: "redraws of charts in sight that do not show the live run",
    value: Math.max(...others),
    unit: "times",
    most: 0,
    beside: `${others.length} charts`,
  });
  judge({
    bar: "board",
    what: "live, from log to redraw, p95",
    value: percentile(delays, 0.95),
    unit: "ms",
    most: 100,
    beside: `median ${ms(median(delays))}`,
  });
  judge({
    bar: "board",
    what: "live, between two frames, p95",
    value: percentile(gaps, 0.95),
    unit: "ms",
    most: 20,
    beside: `longest ${ms(Math.max(...gaps))}; the page takes ${round(load)} ms of the processor a second`,
  });
}

interface Painted {
  at: number;
  charts: number;
}

/** A page that counts what its frames cost. */
async function openPage(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.addInitScript(() => {
    const counted = globalThis as unknown as { frameMs: number };
    counted.frameMs = 0;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      request((at) => {
        const begun = performance.now();
        callback(at);
        counted.frameMs += performance.now() - begun;
      });
  });
  return page;
}

async function isIndexed(ids: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    ids.map(async (id) => {
      const answer = await fetch(`/api/v2/runs/${id}/metrics?preview=true`);
      return ((await answer.json()) as { preview?: boolean }).preview !== true;
    }),
  );
  return found.every(Boolean);
}

/** Milliseconds since the page was asked for, once every chart in sight is drawn. */
function paintOf(): Painted | false {
  const cards = [...document.querySelectorAll(".card")].filter((card) => {
    const { top, bottom } = card.getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  });
  const isDrawn = cards.every((card) => card.querySelector(".plot")?.hasAttribute("data-drawn"));
  const lines = document.querySelectorAll(".compared-run").length;
  return cards.length > 3 && lines === 10 && isDrawn
    ? { at: performance.now(), charts: cards.length }
    : false;
}

/** What each move of the pointer over a chart costs: its event and the frame after it. */
async function moveCosts(moves: number): Promise<number[]> {
  const counted = globalThis as unknown as { frameMs: number };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const plot = document.querySelector(".plot");
  const costs: number[] = [];
  if (!plot) return costs;
  const box = plot.getBoundingClientRect();
  for (let i = 0; i < moves; i++) {
    await frame();
    counted.frameMs = 0;
    const begun = performance.now();
    plot.dispatchEvent(
      new PointerEvent("pointermove", {
        clientX: box.left + 60 + ((box.width - 80) * i) / moves,
        clientY: box.top + 30 + ((i * 37) % 100),
        bubbles: true,
      }),
    );
    const handled = performance.now() - begun;
    await frame();
    costs.push(handled + counted.frameMs);
  }
  return costs;
}

async function plainFigures(points: number, charts: number) {
  const other = await launchBrowser();
  try {
    const page = await other.newPage({ viewport: { width: 1400, height: 900 } });
    await page.setContent(await plainChartsPage());
    const wanted = { charts, runs, points };
    const paint = await page.evaluate(({ charts, runs, points }) => {
      const { drawCharts } = globalThis as unknown as {
        drawCharts: (charts: number, lines: number, points: number) => Promise<number>;
      };
      return drawCharts(charts, runs, points);
    }, wanted);
    const box = (await page.locator("canvas").first().boundingBox()) ?? { x: 0, y: 0 };
    const begun = performance.now();
    for (let i = 0; i < 5; i++) {
      await page.mouse.move(box.x + 80 + i * 40, box.y + 60);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    return { points, paint, move: (performance.now() - begun) / 5, memory: await memoryOf(other) };
  } finally {
    await other.close();
  }
}

/** MiB that the largest process of a page holds for itself. */
async function memoryOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => /^RssAnon:\s+(\d+)/mu.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1]);
  return Math.max(...sizes.map(Number)) / 1024;
}
