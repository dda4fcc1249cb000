import assert from "node:assert/strict";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { shotsFolder } from "../host/paths.ts";
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

  const open = async (tab: (typeof tabs)[number]) => {
    await watched.page.getByRole("tab", { name: tab }).click();
    await watched.page.locator(`#panel-${tab.toLowerCase()}`).waitFor();
  };

  it("opens by its address, without the ticket", async () => {
    await watched.page.locator(`.row[data-run="${id}"][aria-selected="true"]`).waitFor();
    assert.equal(new URL(watched.page.url()).pathname, `/runs/${id}`);
    assert.equal(new URL(watched.page.url()).hash, "");
  });

  it("tells at a glance what the run is, with notes as they were meant and harmless", async () => {
    const { page } = watched;
    await open("Overview");
    await page.getByRole("heading", { name: "What came of it" }).waitFor();
    const link = page.getByRole("link", { name: "the paper" });
    assert.equal(await link.getAttribute("href"), "https://example.org/paper");
    assert.equal(await page.locator(".markdown a").count(), 1);
    assert.equal(await page.locator(".markdown img").count(), 0);
    await page.getByText("python3 train.py --lr 0.05 'a b'").waitFor();
    await page.getByText("git@example.org:x/y.git").waitFor();
    await page.getByRole("textbox", { name: "Search the config" }).fill("betas");
    await until(async () => (await page.locator(".config-row").count()) === 1);
    await page.getByRole("textbox", { name: "Search the config" }).fill("");
    await watched.shot("run-overview");
  });

  it("keeps notes and tags that are written in it", async () => {
    const { page } = watched;
    await page.getByRole("button", { name: "Edit notes" }).click();
    await page.getByRole("textbox", { name: "Notes in Markdown" }).fill("## Second thoughts");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "Second thoughts" }).waitFor();
    await page.getByRole("button", { name: "Edit tags" }).click();
    await page.getByRole("textbox", { name: "Tags, separated by commas" }).fill("one, two");
    await page.keyboard.press("Enter");
    await page.locator(".run-header .tag", { hasText: "two" }).waitFor();
  });

  it("shows what differs between its environment and another run's", async () => {
    const { page } = watched;
    await page.getByRole("textbox", { name: "Compare with run" }).fill("bbbbbb");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    const row = page.locator(".environment tbody tr");
    await row.filter({ hasText: "numpy" }).waitFor();
    assert.deepEqual(await row.locator("td").allTextContents(), ["2.1.0", "1.26.4"]);
  });

  it("searches all of a log, jumps to a time and a step, and folds a progress bar", async () => {
    const { page } = watched;
    await open("Log");
    await page.getByText("2 earlier states").waitFor();
    await watched.shot("run-log");
    const search = page.getByRole("textbox", { name: "Search the log" });
    await search.fill("needle");
    await page.getByText("1 matching line").waitFor();
    await search.press("Enter");
    await page.locator(".log-here", { hasText: "a needle in the hay" }).waitFor();
    const jump = page.getByRole("textbox", { name: "Time, step or %" });
    await jump.fill("14:00");
    await jump.press("Enter");
    await page.locator(".log-here", { hasText: "14:00:00 | line 6000 of the log" }).waitFor();
    await jump.fill("step 25");
    await jump.press("Enter");
    await page.locator(".log-here", { hasText: "12:00:25" }).waitFor();
    await page.getByRole("button", { name: "Follow the end" }).click();
    await page.getByText("2 earlier states").waitFor();
  });

  it("shows media by step, beside those of another run", async () => {
    const { page } = watched;
    await open("Media");
    const images = page.locator(".media-section", { hasText: "samples" });
    await images.locator('figure[data-step="30"] img').waitFor();
    await images.getByRole("button", { name: "Previous step" }).click();
    await images.locator('figure[data-step="20"] img').waitFor();
    const width = await images.locator("img").evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return image.naturalWidth;
    });
    assert.equal(width, 64);
    await page.getByText("At step 30 the model says").waitFor();
    await page.getByRole("cell", { name: "3.png" }).waitFor();
    await page.getByRole("img", { name: /Histogram: 19 values from -2 to 3/ }).waitFor();
    await until(() =>
      page.locator("audio").evaluate((player: HTMLAudioElement) => player.duration > 0.09),
    );
    await page.getByRole("textbox", { name: "Compare with…" }).fill("bbbbbb");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await until(async () => (await images.locator('figure[data-step="20"] img').count()) === 2);
    await watched.shot("run-media");
  });

  it("draws the machine beside the training, over time", async () => {
    await open("System");
    await watched.page
      .locator('#panel-system [data-metric="system/cpu_pct"] .plot[data-drawn]')
      .waitFor();
    await watched.page
      .locator('#panel-system [data-metric="train/loss"] .plot[data-drawn]')
      .waitFor();
    await watched.shot("run-system");
  });

  it("lists alerts, and files with what is in them", async () => {
    const { page } = watched;
    await open("Events");
    await page.getByRole("cell", { name: "The loss rose for 10 steps" }).waitFor();
    assert.match(
      (await page.locator(".events-table tbody tr").first().textContent()) ?? "",
      /finite/,
    );
    await watched.shot("run-events");
    await open("Files");
    await page.getByRole("button", { name: "code.json" }).click();
    await page.locator(".file-preview pre", { hasText: "entry_file" }).waitFor();
    const download = page.waitForEvent("download");
    await page.getByText("Save…").click();
    assert.equal((await download).suggestedFilename(), "code.json");
    await watched.shot("run-files");
    await open("Code");
    await page.locator(".patch-added", { hasText: "+lr = 0.05" }).waitFor();
    await watched.shot("run-code");
  });

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
