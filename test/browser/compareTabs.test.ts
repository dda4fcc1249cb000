import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { shotsFolder } from "../host/paths.ts";
import { codedIds, writeCodedRuns } from "../pages/codedRuns.ts";
import { compareSteps } from "../pages/compareSteps.ts";
import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import { idOf, writeRuns } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";

const plain = idOf(0);

describe("what several runs differ in, in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  const directories: string[] = [];

  before(async () => {
    stage = await BrowserStage.set((store) => {
      directories.push(...writeCodedRuns(store));
      writeRuns(store, 2);
    });
    page = await stage.open();
    await page.page.locator("[role=treeitem], .row").first().waitFor();
    await page.page.goto(stage.comparison([...codedIds, plain]));
    await page.untilDrawn("train/loss", 60);
  });

  after(() => stage.strike());

  const compare = compareSteps(() => page);
  const { tab } = compare;

  it("says how far numbers are from a baseline's, and whether that is better", compare.measure);

  it("copies a table as Markdown and as CSV", async () => {
    await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const read = () => page.page.evaluate(() => navigator.clipboard.readText());
    await page.page.getByRole("button", { name: "Copy Config as Markdown" }).click();
    await until(async () => /^\| Config \| run 0 \|.*\n\| :-- \|/u.test(await read()));
    await page.page.getByRole("button", { name: "Copy Config as CSV" }).click();
    await until(async () => (await read()).startsWith("Config,run 0,"));
  });

  it(
    "lists in what packages, hardware, commands and commits differ, and who captured none",
    compare.seeEnvironments,
  );

  it("compares the code of two of them: copies and patches", compare.compareCode);

  it("shows media side by side at one step, and says who has none", compare.slideMedia);

  it("goes on with media while a run does", async () => {
    await page.page.getByRole("slider", { name: "Step" }).focus();
    await page.page.keyboard.press("End");
    const data = { key: "answer", step: 40, text: "now it says goodbye" };
    appendFileSync(
      path.join(directories[0]!, "events.jsonl"),
      `${JSON.stringify({ ts: 1_767_268_900, type: "text", data })}\n`,
    );
    await page.page.getByText("now it says goodbye").waitFor();
  });

  it("takes a run that is added on the page, and keeps all over a reload", async () => {
    await page.page.getByRole("slider", { name: "Step" }).focus();
    await page.page.keyboard.press("Home");
    await page.page.getByRole("textbox", { name: "Add a run…" }).click();
    await page.page.getByRole("option", { name: /run 1/u }).click();
    await until(async () => (await page.page.locator(".compared-run").count()) === 4);
    await page.page.reload();
    await until(async () => (await page.page.locator(".compared-run").count()) === 4);
    assert.equal(await tab("Media").getAttribute("aria-selected"), "true");
    const images = page.page.locator(".media-section", { hasText: "samples" });
    await until(async () => (await images.getByText("step 10").count()) === 2);
    await tab("Environment").click();
    await page.page.locator("th.baseline").first().waitFor();
    const baseline = page.page.locator('[aria-label="Baseline"] .selected-value');
    await until(async () => (await baseline.innerText()).includes("run 0"));
  });

  it("has no serious violation for axe on any of its tabs", async () => {
    for (const name of ["Environment", "Config", "Code", "Media", "Analysis", "Charts"]) {
      await tab(name).click();
      assert.deepEqual(await seriousViolations(page.page), [], name);
    }
  });

  it("looks right in light, in high contrast and in Chinese", async () => {
    await tab("Config").click();
    await page.page.emulateMedia({ colorScheme: "light" });
    await page.shot("compare-values-light");
    await page.page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await page.shot("compare-values-contrast");
    await tab("Media").click();
    await page.shot("compare-media-contrast");
    await page.page.emulateMedia({ forcedColors: "none", colorScheme: "dark" });
    const options = { locale: "zh-CN", viewport: { width: 1400, height: 900 } };
    const chinese = await stage.browser.newContext(options);
    await chinese.addCookies(await page.page.context().cookies());
    const other = await chinese.newPage();
    await other.goto(page.page.url());
    await other.getByRole("tab", { name: "环境" }).click();
    await other.getByRole("heading", { name: "软件包" }).waitFor();
    await until(async () => (await other.getByRole("row", { name: /^numpy/u }).count()) === 1);
    await other.screenshot({ path: path.join(shotsFolder, "browser-compare-zh.png") });
    await chinese.close();
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
