import assert from "node:assert/strict";

import { crowdId, hugeId, isFileName, writeHostileStore } from "#test/support/hostileStore.ts";
import { hostileTexts } from "#test/support/hostileTexts.ts";
import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { assertInert, assertShown, scrolledTexts, shownLines, shownText } from "./inertPage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const texts = hostileTexts();
const shown = texts.map(shownText);
const isMetric = (text: string) => !["global_step", "time", "step"].includes(text);
/** A log keeps colours and drops every other escape sequence, and a carriage return overwrites. */
const isPlainLine = (text: string) =>
  text.isWellFormed() && !/\p{Cc}/u.test(text.replaceAll("\t", " "));

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
  const textsOf = (selector: string) => $(selector).allTextContents();
  const open = async (address: string) => {
    await page.page.goto(new URL(address, stage.link).href);
  };
  const tab = async (name: string, ready: string) => {
    await page.page.getByRole("tab", { name: new RegExp(`^${name}`, "u") }).click();
    await $(ready).locator("visible=true").first().waitFor();
  };

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
    await $(".card").first().waitFor();
    const more = page.page.getByRole("button", { name: /^Show \d+ more/u });
    const closed = $('#panel-charts .section-title[aria-expanded="false"]');
    while ((await closed.count()) > 0) await closed.first().click();
    while ((await more.count()) > 0) await more.first().click();
    await $(".card .plot[data-drawn]").first().waitFor();
    assertShown(
      await textsOf("#panel-charts .card-name"),
      shown.filter((_, i) => isMetric(texts[i] ?? "")),
    );
    await $(".card .plot[data-drawn]").first().hover();
    await $(".card").first().getByRole("button", { name: "More actions" }).click();
    await assertInert(page);
    await page.shot("hostile-charts");
    await page.page.keyboard.press("Escape");
  });

  it("are notes, tags, config, summary, environment and command", async () => {
    await tab("Overview", ".config-value");
    assertShown(await textsOf(".tags .tag"), shown);
    assertShown(
      await textsOf(".config-value"),
      texts.map((text) => shownLines(text)),
    );
    assertShown(
      await textsOf(".values td:first-of-type"),
      texts.map((text) => shownLines(text)),
    );
    await assertInert(page);
    // What a note may lead to is said in full, and leads out of the page.
    for (const link of await $(".markdown a").all()) {
      assert.match((await link.getAttribute("href")) ?? "", /^(?:https?|mailto):/u);
      assert.match((await link.getAttribute("rel")) ?? "", /noopener/u);
    }
    await page.shot("hostile-overview");
  });

  it("are lines of a log", async () => {
    await tab("Log", ".log-line");
    const lines = await scrolledTexts($(".log-lines"), ".log-line");
    assertShown(lines, texts.filter((text) => isPlainLine(text)).map(shownText));
    await assertInert(page);
    await page.shot("hostile-log");
  });

  it("are media, captions, tables, events and the machine's figures", async () => {
    await tab("Media", ".media-section");
    await $(".media-text").nth(5).waitFor();
    await assertInert(page);
    await page.page.getByRole("textbox", { name: "Filter by key" }).fill("table");
    await $(".media-table td").nth(1).waitFor();
    // As many columns and rows as a page shows of a table.
    assertShown(await textsOf(".media-table th"), shown.slice(0, 100));
    assertShown(await textsOf(".media-table td"), shown.slice(0, 500));
    await page.page.getByText("100 of 150 columns").waitFor();
    await page.page.getByText("500 of 520 rows").waitFor();
    await assertInert(page);
    await tab("System", ".card");
    await assertInert(page);
    await tab("Events", ".event-text");
    const more = page.page.getByRole("button", { name: "Show more" });
    while (await more.isVisible()) await more.click();
    assertShown(await textsOf(".event-text strong"), shown);
    await page.page.getByRole("checkbox", { name: "All events" }).click();
    await $(".event-type").nth(100).waitFor();
    await assertInert(page);
  });

  it("are files and code", async () => {
    await tab("Files", ".file-name");
    const names = texts.filter(isFileName).map((text) => `media/${shownText(text)}`);
    assertShown(await textsOf(".file-name"), names);
    await $(".file-name").nth(3).click();
    await $(".file-preview").waitFor();
    await assertInert(page);
    await tab("Code", ".patch-line");
    await assertInert(page);
    await page.shot("hostile-code");
  });

  it("do not stop a page where one is a million characters long", async () => {
    await open(`/runs/${hugeId}`);
    await $(".run-header h1").filter({ hasText: "huge" }).waitFor();
    for (const [name, ready] of [
      ["Charts", ".card"],
      ["Overview", ".config-row"],
      ["Log", ".log-line"],
    ] as const) {
      await tab(name, ready);
    }
    await page.shot("hostile-huge");
    await assertInert(page);
  });
});
