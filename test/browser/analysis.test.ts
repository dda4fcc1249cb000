import assert from "node:assert/strict";

import type { Browser } from "playwright-core";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { launchBrowser } from "../host/workbench.ts";
import { ViewerProcess } from "./viewerProcess.ts";
import { WatchedPage } from "./watchedPage.ts";

/** Twelve runs whose loss comes of the learning rate, and hardly of anything else. */
function writeRuns(store: TempStore): void {
  for (let i = 0; i < 12; i++) {
    const lr = 10 ** -(1 + (i % 4));
    store.writeRun({
      id: `20260101_1200${String(i).padStart(2, "0")}_aaaaaa`,
      meta: { alias: `run ${i}` },
      config: { lr, layers: 2 + ((i * 5) % 7), optimizer: ["adamw", "sgd", "lion"][i % 3] },
      points: Array.from({ length: 20 }, (_, step) => ({
        loss: -Math.log10(lr) + 1 / (1 + step) + (i % 5) / 50,
      })),
    });
  }
}

describe("the analysis of several runs in a browser", () => {
  let browser: Browser;
  let store: TempStore;
  let viewer: ViewerProcess;
  let page: WatchedPage;

  before(async () => {
    browser = await launchBrowser();
    store = new TempStore();
    writeRuns(store);
    viewer = new ViewerProcess(store);
    const link = await viewer.link();
    page = await WatchedPage.open(browser, link);
    await page.page.locator(".card").first().waitFor();
    const ids = await page.page.evaluate(async () => {
      const answer = await fetch("/api/v2/runs");
      return ((await answer.json()) as { runs: { id: string }[] }).runs.map(({ id }) => id);
    });
    const address = new URL("/compare", link);
    address.searchParams.set("runs", ids.join(","));
    await page.page.goto(address.href);
    await page.page.getByRole("tab", { name: "Analysis" }).click();
  });

  after(async () => {
    await browser.close();
    viewer.dispose();
    store.dispose();
  });

  const choose = async (list: string, name: string) => {
    await page.page.getByRole("combobox", { name: list }).click();
    await page.page.getByRole("option", { name, exact: true }).click();
  };

  it("lays every run through its parameters, and picks those of a stretch", async () => {
    const lines = page.page.locator(".run-line");
    await until(async () => (await lines.count()) === 12);
    assert.equal(await page.page.locator(".parallel-axis").count(), 4);
    const grip = page.page.locator(".parallel-axis .grip").last();
    const box = (await grip.boundingBox())!;
    await page.page.mouse.move(box.x + 10, box.y + box.height / 2);
    await page.page.mouse.down();
    await page.page.mouse.move(box.x + 10, box.y + box.height, { steps: 3 });
    await page.page.mouse.up();
    await until(async () => (await page.page.locator(".run-line.faint").count()) === 6);
    await page.shot("analysis-parallel");
  });

  it("tells which parameter matters", async () => {
    await choose("Kind of chart", "Parameter importance");
    const first = page.page.locator(".importance tbody tr").first();
    assert.match(await first.innerText(), /^lr\s/);
    await page.shot("analysis-importance");
  });

  it("draws a dot, or a bar, for each run, and keeps what was set over a reload", async () => {
    await choose("Kind of chart", "Bars");
    await until(async () => (await page.page.locator(".bars tr").count()) === 12);
    await page.shot("analysis-bars");
    await choose("Kind of chart", "Scatter");
    await choose("By parameter", "lr");
    await page.page.reload();
    await until(async () => (await page.page.locator(".dot").count()) === 12);
    await page.shot("analysis-scatter");
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
  });
});
