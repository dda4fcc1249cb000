import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { idOf } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";

const gib = 1024 ** 3;
const mib = 1024 ** 2;
const needle = "a needle in a gigabyte of hay";

/** A gigabyte of lines, one of which is another than all others, at seven tenths. */
function writeLog(file: string): void {
  const lines = Array.from({ length: 65_536 }, (_, i) => `${String(i).padStart(127, "hay ")}\n`);
  const block = Buffer.from(lines.join(""));
  const blocks = Math.ceil(gib / block.length);
  const handle = openSync(file, "w");
  try {
    for (let i = 0; i < blocks; i++) {
      writeSync(handle, block);
      if (i === Math.floor(blocks * 0.7)) writeSync(handle, `${needle}\n`);
    }
    writeSync(handle, "the last line\n");
  } finally {
    closeSync(handle);
  }
}

describe("a log of a gigabyte, in a browser", function () {
  this.timeout(180_000);
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      writeLog(path.join(store.writeRun({ id: idOf(0) }), "logs.txt"));
    });
    page = await stage.open(`/runs/${idOf(0)}`);
  });

  after(() => stage.strike());

  const peakOfViewer = () => {
    const status = readFileSync(`/proc/${stage.viewer.pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1]) * 1024;
  };
  const heapOfPage = async () => {
    const session = await page.page.context().newCDPSession(page.page);
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    return usedSize;
  };
  const here = () => page.page.locator(".log-here").textContent();

  it("is opened at its end, jumped through and searched, with little memory", async () => {
    await page.page.getByRole("tab", { name: "Log" }).click();
    await page.page.getByText("the last line", { exact: true }).waitFor();
    await page.page.getByText("1.0 GiB of log").waitFor();
    const jump = page.page.getByRole("textbox", { name: "Time, step or %" });
    for (const place of ["0%", "50%", "99%"]) {
      await jump.fill(place);
      await jump.press("Enter");
      const slider = page.page.getByRole("slider", { name: "Position in the log" });
      const part = Number.parseInt(place, 10) / 100;
      await until(async () => Math.abs(Number(await slider.inputValue()) / 1000 - part) < 0.002);
    }
    await page.page.getByRole("button", { name: "Follow the end" }).click();
    await page.page.getByText("the last line", { exact: true }).waitFor();
    const search = page.page.getByRole("textbox", { name: "Search the log" });
    await search.fill("A NEEDLE in");
    await search.press("Enter");
    await until(async () => (await here()) === needle, { timeout: 120_000 });
    await page.shot("log-gigabyte");
    const [viewer, heap] = [peakOfViewer(), await heapOfPage()];
    assert.ok(viewer <= 200 * mib, `the viewer took ${Math.round(viewer / mib)} MiB`);
    assert.ok(heap <= 100 * mib, `the page took ${Math.round(heap / mib)} MiB`);
    assert.deepEqual(page.errors, []);
  });
});
