import assert from "node:assert/strict";

import { crowdId, hugeId, writeHostileStore } from "#test/support/hostileStore.ts";
import { hostileTexts } from "#test/support/hostileTexts.ts";
import { until } from "#test/support/until.ts";

import { hostilePageSteps } from "../pages/hostilePageSteps.ts";
import { assertInert, assertShown, scrolledTexts, shownText } from "../pages/inertPage.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const texts = hostileTexts();
const shown = texts.map(shownText);

describe("500 hostile texts in a browser", function () {
  this.timeout(120_000);
  let stage: BrowserStage;
  let page: WatchedPage;
  let ids: readonly string[];

  before(async () => {
    assert.ok(texts.length >= 500);
    stage = await BrowserStage.set((store) => {
      ids = writeHostileStore(store, texts);
    });
    page = await stage.open();
    page.page.setDefaultTimeout(60_000);
  });

  after(() => stage.strike());

  const $ = (selector: string) => page.page.locator(selector);
  const open = async (address: string) => {
    await page.page.goto(new URL(address, stage.link).href);
  };
  const run = hostilePageSteps(() => page, texts);

  it("are projects in the list of runs, and runs found by the search", async () => {
    const labels = () => scrolledTexts($(".run-list"), ".row-project .row-label");
    // While the store is still being read they come one by one, and change places.
    await until(async () => (await labels()).size > texts.length);
    assertShown(await labels(), shown);
    await assertInert(page);
    await page.page.getByRole("textbox", { name: "Search runs" }).fill("20260101_12");
    await $('.row[data-run$="_hostil"]').first().waitFor();
    assertShown(await scrolledTexts($(".run-list"), ".row-run .row-label"), shown);
    await page.page.getByRole("textbox", { name: "Search runs" }).fill("<svg onload");
    await $('.row[data-run$="_hostil"]').first().waitFor();
    await assertInert(page);
  });

  it("are title, experiment, tag, machine and reason in the head of a run's page", async () => {
    // Each of them is made by the same lines of code; a sample of every kind takes a tenth of the time.
    for (const [i, id] of ids.entries()) {
      if (i % 12 !== 0) continue;
      await page.page.evaluate((run) => (location.hash = `run=${run}`), id);
      await page.page.waitForFunction(
        (title) => document.querySelector(".run-header h1")?.textContent === title,
        shown[i],
      );
      await assertInert(page);
    }
    await page.shot("hostile-header");
  });

  it("are metrics, each with a chart", async () => {
    await open(`/runs/${crowdId}`);
    await run.seeCharts();
  });

  it("are notes, tags, config, summary, environment and command", run.seeOverview);
  it("are lines of a log", run.seeLog);
  it("are media, captions, tables, events and the machine's figures", run.seeMediaAndEvents);
  it("are files and code", run.seeFilesAndCode);

  it("do not stop a page where one is a million characters long", async () => {
    await open(`/runs/${hugeId}`);
    await run.seeHuge();
  });
});
