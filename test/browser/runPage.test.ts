import assert from "node:assert/strict";
import path from "node:path";

import { shotsFolder } from "../host/paths.ts";
import { runPageSteps } from "../pages/runPageSteps.ts";
import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import { writeRichRun } from "./richRun.ts";
import type { WatchedPage } from "./watchedPage.ts";

const id = "20260101_120000_aaaaaa";
const other = "20260101_130000_bbbbbb";
const shot = (name: string) => path.join(shotsFolder, `browser-${name}.png`);
const tabs = ["Overview", "Charts", "Log", "Media", "System", "Events", "Files", "Code"] as const;

describe("the page of a run in a browser", () => {
  let stage: BrowserStage;
  let watched: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      writeRichRun(store, id);
      writeRichRun(store, other, { numpy: "1.26.4", colour: 60 });
    });
    watched = await stage.open(`/runs/${id}`);
  });

  after(() => stage.strike());

  const run = runPageSteps(() => watched);
  const { open } = run;

  it("opens by its address, without the ticket", async () => {
    await watched.page.locator(`.row[data-run="${id}"][aria-selected="true"]`).waitFor();
    assert.equal(new URL(watched.page.url()).pathname, `/runs/${id}`);
    assert.equal(new URL(watched.page.url()).hash, "");
  });

  it(
    "tells at a glance what the run is, with notes as they were meant and harmless",
    run.readOverview,
  );
  it("keeps notes and tags that are written in it", run.writeNotesAndTags);

  it("shows what differs between its environment and another run's", () =>
    run.seeOtherEnvironment(() => run.pickOther("Compare with run")));

  it("searches all of a log", run.searchLog);
  it("jumps to a time and a step of it", run.jumpInLog);
  it("folds a progress bar", run.foldLog);
  it("shows media by step, beside those of another run", run.seeMedia);
  it("draws the machine beside the training, over time", run.seeMachine);
  it("lists alerts, and what else was logged", run.seeEvents);

  it("lists files with what is in them, and gives them away", async () => {
    await run.seeFile();
    const download = watched.page.waitForEvent("download");
    await watched.page.getByText("Save…").click();
    assert.equal((await download).suggestedFilename(), "code.json");
  });

  it("shows the code as it was", run.seeCode);

  it("goes back to the run before", async () => {
    const { page } = watched;
    await page.locator(`.row[data-run="${other}"]`).click();
    await page.waitForURL(`**/runs/${other}`);
    await page.goBack();
    await page.locator(`.row[data-run="${id}"][aria-selected="true"]`).waitFor();
  });

  it("breaks no rule of accessibility that is serious, on any tab", async () => {
    for (const tab of tabs) {
      await open(tab);
      await watched.page.waitForTimeout(200);
      assert.deepEqual(await seriousViolations(watched.page), [], tab);
    }
  });

  it("is used by the keyboard alone", async () => {
    const { page } = watched;
    await page.getByRole("tab", { name: "Overview" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator("#panel-charts").waitFor();
    await page.keyboard.press("End");
    await page.locator("#panel-code").waitFor();
    await page.keyboard.press("Home");
    await page.locator("#panel-overview").waitFor();
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(
      () => document.activeElement?.closest("#panel-overview") !== null,
    );
    assert.ok(inside, "Tab leads from the tabs into the page below them");
  });

  it("fits a phone", async () => {
    await watched.page.setViewportSize({ width: 390, height: 800 });
    for (const tab of tabs) {
      await open(tab);
      const over = await watched.page
        .locator("main")
        .evaluate((main) => main.scrollWidth - main.clientWidth);
      assert.equal(over, 0, tab);
    }
    await watched.shot("run-phone");
    await watched.page.setViewportSize({ width: 1400, height: 900 });
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.equal(await watched.page.evaluate(() => "pwned" in globalThis), false);
    assert.deepEqual(watched.errors, []);
    assert.deepEqual(await watched.violations(), []);
    assert.deepEqual(watched.foreign, []);
  });

  it("speaks Chinese where the browser does, in every theme", async () => {
    const cookies = await watched.page.context().cookies();
    for (const [colorScheme, forcedColors] of [
      ["light", "none"],
      ["dark", "active"],
    ] as const) {
      const context = await stage.browser.newContext({
        locale: "zh-CN",
        colorScheme,
        forcedColors,
        viewport: { width: 1400, height: 900 },
      });
      await context.addCookies(cookies);
      const page = await context.newPage();
      await page.goto(new URL(`/runs/${id}`, stage.link).href);
      await page.getByRole("tab", { name: "概览" }).click();
      await page.getByRole("heading", { name: "配置" }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
      await page.screenshot({ path: shot(`run-zh-${colorScheme}-overview`) });
      await page.getByRole("tab", { name: "日志" }).click();
      await page.locator(".log-line").first().waitFor();
      await page.screenshot({ path: shot(`run-zh-${colorScheme}-log`) });
      assert.deepEqual(await seriousViolations(page), []);
      await context.close();
    }
  });
});
