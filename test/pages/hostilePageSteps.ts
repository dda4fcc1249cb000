import assert from "node:assert/strict";

import { isFileName } from "#test/support/hostileStore.ts";

import { assertInert, assertShown, scrolledTexts, shownLines, shownText } from "./inertPage.ts";
import type { ShownPage } from "./shownPage.ts";

const isMetric = (text: string) => !["global_step", "time", "step"].includes(text);
/** A log keeps colours and drops every other escape sequence, and a carriage return overwrites. */
const isPlainLine = (text: string) =>
  text.isWellFormed() && !/\p{Cc}/u.test(text.replaceAll("\t", " "));

/** What is looked at on the page of the run of `writeHostileStore` that holds all of the texts: all are there, and inert. */
export function hostilePageSteps(page: () => ShownPage, texts: readonly string[]) {
  const shown = texts.map(shownText);
  const $ = (selector: string) => page().root.locator(selector);
  const button = (name: RegExp | string) => page().root.getByRole("button", { name });
  const textsOf = (selector: string) => $(selector).allTextContents();
  const press = (key: string) => page().page.keyboard.press(key);
  const tab = async (name: string, ready: string) => {
    await page()
      .root.getByRole("tab", { name: new RegExp(`^${name}`, "u") })
      .click();
    await $(ready).locator("visible=true").first().waitFor();
  };

  return {
    seeCharts: async () => {
      await $(".card").first().waitFor();
      const more = button(/^Show \d+ more/u);
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
      await assertInert(page());
      await page().shot("hostile-charts");
      await press("Escape");
    },

    seeOverview: async () => {
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
      await assertInert(page());
      // What a note may lead to is said in full, and leads out of the page.
      for (const link of await $(".markdown a").all()) {
        assert.match((await link.getAttribute("href")) ?? "", /^(?:https?|mailto):/u);
        assert.match((await link.getAttribute("rel")) ?? "", /noopener/u);
      }
      await page().shot("hostile-overview");
    },

    seeLog: async () => {
      await tab("Log", ".log-line");
      const lines = await scrolledTexts($(".log-lines"), ".log-line");
      assertShown(lines, texts.filter((text) => isPlainLine(text)).map(shownText));
      await assertInert(page());
      await page().shot("hostile-log");
    },

    seeMediaAndEvents: async () => {
      await tab("Media", ".media-section");
      await $(".media-text").nth(5).waitFor();
      await assertInert(page());
      await page().root.getByRole("textbox", { name: "Filter by key" }).fill("table");
      await $(".media-table td").nth(1).waitFor();
      // As many columns and rows as a page shows of a table.
      assertShown(await textsOf(".media-table th"), shown.slice(0, 100));
      assertShown(await textsOf(".media-table td"), shown.slice(0, 500));
      await page().root.getByText("100 of 150 columns").waitFor();
      await page().root.getByText("500 of 520 rows").waitFor();
      await assertInert(page());
      await tab("System", ".card");
      await assertInert(page());
      await tab("Events", ".event-text");
      const more = button("Show more");
      while (await more.isVisible()) await more.click();
      assertShown(await textsOf(".event-text strong"), shown);
      await page().root.getByRole("checkbox", { name: "All events" }).click();
      await $(".event-type").nth(100).waitFor();
      await assertInert(page());
    },

    seeFilesAndCode: async () => {
      await tab("Files", ".file-name");
      const names = texts.filter(isFileName).map((text) => `media/${shownText(text)}`);
      assertShown(await textsOf(".file-name"), names);
      await $(".file-name").nth(3).click();
      await $(".file-preview").waitFor();
      await assertInert(page());
      await tab("Code", ".patch-line");
      await assertInert(page());
      await page().shot("hostile-code");
    },

    /** On the page of the run where a text is a million characters long. */
    seeHuge: async () => {
      await $(".run-header h1").filter({ hasText: "huge" }).waitFor();
      for (const [name, ready] of [
        ["Charts", ".card"],
        ["Overview", ".config-row"],
        ["Log", ".log-line"],
      ] as const) {
        await tab(name, ready);
      }
      await page().shot("hostile-huge");
      await assertInert(page());
    },
  };
}
