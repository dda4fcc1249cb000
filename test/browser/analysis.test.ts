import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { writeAnalysisRuns } from "../pages/analysisRuns.ts";
import { analysisSteps } from "../pages/analysisSteps.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("the analysis of several runs in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set(writeAnalysisRuns);
    page = await stage.open();
    await page.page.locator(".card").first().waitFor();
    const ids = await page.page.evaluate(async () => {
      const answer = await fetch("/api/v2/runs");
      return ((await answer.json()) as { runs: { id: string }[] }).runs.map(({ id }) => id);
    });
    await page.page.goto(stage.comparison(ids));
    await page.page.getByRole("tab", { name: "Analysis" }).click();
  });

  after(() => stage.strike());

  const analysis = analysisSteps(() => page);

  it("lays every run through its parameters, and picks those of a stretch", analysis.lay);

  it("keeps the stretch over a reload, and moves it by keyboard", async () => {
    await page.page.reload();
    await until(async () => (await page.page.locator(".run-line.faint").count()) === 6);
    await analysis.moveByKeys();
  });

  it("shows only the runs of the stretch, and all again", analysis.narrow);

  it("tells which parameter matters", analysis.tell);

  it("draws a dot, or a bar, for each run, and keeps what was set over a reload", async () => {
    await analysis.drawBarsAndDots();
    await page.page.reload();
    await analysis.readDots();
  });

  it("leaves nothing but a chart that fills the page to the keys, and gives the focus back", async () => {
    await page.page.getByRole("tab", { name: "Charts" }).click();
    const full = page.page.getByRole("button", { name: "Full screen" }).first();
    await full.focus();
    await page.page.keyboard.press("Enter");
    await page.page.locator(".card.full-screen").waitFor();
    const isInside = () =>
      page.page.evaluate(() => document.activeElement?.closest(".card.full-screen") !== null);
    for (let i = 0; i < 12; i++) {
      assert.ok(await isInside(), `after ${i} times Tab`);
      await page.page.keyboard.press(i < 6 ? "Tab" : "Shift+Tab");
    }
    await page.page.reload();
    await page.page.locator(".card.full-screen").waitFor();
    await until(isInside);
    await page.page.keyboard.press("Escape");
    await page.page.locator(".card.full-screen").waitFor({ state: "detached" });
    await full.focus();
    await page.page.keyboard.press("Enter");
    await page.page.getByRole("button", { name: "Leave full screen" }).waitFor();
    await page.page.locator(".card.full-screen .plot").focus();
    await page.page.keyboard.press("Escape");
    await until(() => full.evaluate((one) => one === document.activeElement));
    // The rest of the page can be reached again.
    await page.page.getByRole("tab", { name: "Analysis" }).click();
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
  });
});
