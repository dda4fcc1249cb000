// The runs table in a browser: `npm run bench -- table [runs, default 100000] [rounds, default 7]`. Needs `npm run build`.
import path from "node:path";

import type { Browser, Page } from "playwright-core";

import { Store } from "#core/store/store.ts";
import { generateRuns } from "#test/support/generateRuns.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { ViewerProcess } from "../browser/viewerProcess.ts";
import { launchBrowser } from "../host/workbench.ts";
import { busyMs } from "./busyMs.ts";
import { judge } from "./judge.ts";
import { median, ms, percentile, print, timeOf } from "./print.ts";
import { type ScrollCosts, scrollCosts } from "./scrollCosts.ts";
import { questions } from "./tableQuestions.ts";
import { writeMetrics } from "./writeMetrics.ts";

const [runsText = "100000", roundsText = "7"] = process.argv.slice(2);
const runs = Number(runsText);
const rounds = Number(roundsText);

const store = new TempStore();
await writeRuns();
const viewer = new ViewerProcess(store, { args: ["--no-auth"] });
const browser = await launchBrowser();
try {
  await bench(await viewer.link());
} finally {
  await browser.close();
  viewer.dispose();
  store.dispose();
}

async function writeRuns(): Promise<void> {
  let dirs: readonly string[] = [];
  const wanted = { root: store.root, count: runs, hasEnvironment: true };
  print(`${runs} run directories written`, ms(timeOf(() => (dirs = generateRuns(wanted)))));
  const begun = performance.now();
  (await Store.open({ root: store.root })).dispose();
  writeMetrics(path.join(store.root, ".index"), dirs, () => {});
  print("indexed", ms(performance.now() - begun));
}

async function bench(link: URL): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.addInitScript(() => {
    const counted = globalThis as unknown as Record<"frameMs" | "longTasks" | "rowsAt", number>;
    counted.frameMs = 0;
    counted.longTasks = 0;
    counted.rowsAt = 0;
    new PerformanceObserver((list) => (counted.longTasks += list.getEntries().length)).observe({
      type: "longtask",
    });
    const request = window.requestAnimationFrame.bind(window);
    // In the frame after the one in which they were drawn.
    const look = (): void => {
      if (document.querySelectorAll(".line-run").length > 20) counted.rowsAt = performance.now();
      else request(look);
    };
    request(look);
    window.requestAnimationFrame = (callback) =>
      request((at) => {
        const begun = performance.now();
        callback(at);
        counted.frameMs += performance.now() - begun;
      });
  });
  const address = new URL("/table", link);
  // Until every run is known, and once for what is read of all columns.
  await page.goto(address.href);
  await page.waitForFunction(isWhole, runs, { timeout: 120_000 });
  await page.waitForFunction(hasAllColumns, null, { timeout: 120_000 });
  await benchFirstRows(page, address);
  await benchQuestions(link);
  await benchScroll(page);
}

async function benchFirstRows(page: Page, address: URL): Promise<void> {
  const rows: number[] = [];
  const [pageBusy, serverBusy]: [number[], number[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    // A page of little that is in the same process.
    await page.goto(new URL("/api/docs", address).href);
    // What the page before asked last is not of this one.
    await untilAtRest();
    const before = await busy();
    await page.goto(address.href);
    // To ask the page anything takes its time as well.
    await page.waitForTimeout(1000);
    await page.waitForFunction(hasAllColumns, null, { timeout: 60_000 });
    rows.push(await page.evaluate(rowsAt));
    const after = await busy();
    pageBusy.push(after.page - before.page);
    serverBusy.push(after.server - before.server);
  }
  judge({
    bar: "table",
    what: `first rows of ${runs} runs`,
    value: median(rows),
    unit: "ms",
    most: 150,
    beside: `most ${ms(Math.max(...rows))}; processor until all columns: page ${ms(median(pageBusy))}, viewer ${ms(median(serverBusy))}`,
  });
}

/** As the page asks them, each field for the first time once: those the table shows have been read ahead by then. */
async function benchQuestions(link: URL): Promise<void> {
  const [first, again]: [number[], number[]] = [[], []];
  await untilAtRest();
  let before = 0;
  for (let turn = 0; turn < 5; turn++) {
    if (turn === 1) before = busyMs(viewer.pid);
    for (const question of questions(turn)) {
      const begun = performance.now();
      const answer = await fetch(new URL(`/api/v2/runs?${question.toString()}`, link));
      if (!answer.ok) throw new Error(`${question.toString()}: ${await answer.text()}`);
      await answer.arrayBuffer();
      (turn === 0 ? first : again).push(performance.now() - begun);
    }
  }
  judge({
    bar: "table",
    what: "filter and sort by fields in memory, p95",
    value: percentile(again, 0.95),
    unit: "ms",
    most: 100,
    beside: `median ${ms(median(again))}, processor ${ms((busyMs(viewer.pid) - before) / again.length)} each`,
  });
  print(
    "the first question about a field",
    `median ${ms(median(first))}, most ${ms(Math.max(...first))}`,
  );
}

/** Until the viewer has nothing to do. */
async function untilAtRest(): Promise<void> {
  for (let turn = 0, last = -Infinity; turn < 120; turn++) {
    const now = busyMs(viewer.pid);
    if (now - last < 25) return;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function benchScroll(page: Page): Promise<void> {
  for (const [what, step] of [
    ["scrolling by the wheel", 120],
    ["dragging the scroll bar", 40_000],
  ] as const) {
    const before = await busy();
    const { frames, long, waited }: ScrollCosts = await page.evaluate(scrollCosts, step);
    const after = await busy();
    const each = (after.page - before.page) / frames.length;
    judge({
      bar: "table",
      what: `${what}, script of a frame, p95`,
      value: percentile(frames, 0.95),
      unit: "ms",
      most: 16,
      beside: `most ${ms(Math.max(...frames))}; processor ${ms(each)} each; rows there after ${ms(waited)}`,
    });
    judge({ bar: "table", what: `${what}, tasks over 50 ms`, value: long, unit: "tasks", most: 0 });
  }
}

interface Busy {
  page: number;
  server: number;
}

/** Milliseconds of processor time that the page and the viewer have taken. */
async function busy(): Promise<Busy> {
  return { page: await pageBusyMs(browser), server: busyMs(viewer.pid) };
}

async function pageBusyMs(of: Browser): Promise<number> {
  const session = await of.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  return renderers.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}

function isWhole(runs: number): boolean {
  const text = document.querySelector(".table-count")?.textContent ?? "";
  return text.replaceAll(/\D/gu, "") === String(runs);
}

function hasAllColumns(): boolean {
  const isWaiting = document.querySelector(".line-waiting") !== null;
  return !isWaiting && document.querySelector('.head [data-field^="metrics."]') !== null;
}

/** Milliseconds since the page was asked for, once it is full of runs. */
function rowsAt(): number {
  return (globalThis as unknown as { rowsAt: number }).rowsAt;
}
