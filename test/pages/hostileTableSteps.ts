import { until } from "#test/support/until.ts";

import { assertInert, assertShown, scrolledTexts, shownText } from "./inertPage.ts";
import type { ShownPage } from "./shownPage.ts";

/** Columns in which the texts are values. */
export const hostileFields = [
  "title",
  "tag",
  "notes",
  "exit_reason",
  "host",
  "project",
  "config.named",
];

/** Some of them that columns can be named by. */
export function columnTexts(texts: readonly string[]): string[] {
  return texts.filter((text, i) => i % 12 === 0 && !text.includes("`") && text.length < 200);
}

/** Columns called by these: of each a value, a metric and its course. */
export function columnsOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [
    `config.\`${text}\``,
    `metrics.\`${text}\`.min`,
    `spark.${text}`,
  ]);
}

const tabs = [
  ["Config", ".diff tbody tr"],
  ["Environment", ".diff tbody tr"],
  ["Code", ".code-diff > *"],
  ["Media", ".media-rows > *"],
  ["Analysis", ".analysis-body > *"],
] as const;

/** What is looked at in the table and the comparisons of the runs of `writeHostileStore`: the texts are there, and inert. */
export function hostileTableSteps(page: () => ShownPage, texts: readonly string[]) {
  const shown = texts.map(shownText);
  const $ = (selector: string) => page().root.locator(selector);
  const button = (name: string) => page().root.getByRole("button", { name });
  const press = (key: string) => page().page.keyboard.press(key);

  return {
    /** Where the columns are `hostileFields`. */
    seeCells: async () => {
      await $(".line-run").first().waitFor();
      const cells = await scrolledTexts($(".grid"), ".line-run [data-column]", "data-column");
      for (const [i] of hostileFields.entries()) {
        const own = Array.from(cells).filter((text) => text.startsWith(`${i}:`));
        assertShown(
          own,
          shown.map((text) => `${i}:${text}`),
        );
      }
      await assertInert(page());
      await page().shot("hostile-table");
    },

    /** Where the columns are the title and `columnsOf` the `columnTexts`. */
    seeColumns: async () => {
      await $(".line-run").first().waitFor();
      assertShown(await $(".head-label").allTextContents(), columnTexts(texts).map(shownText));
      await assertInert(page());
      await button("Columns").click();
      await $(".chooser-line").first().waitFor();
      await assertInert(page());
      await press("Escape");
      await $('.line-run [data-column="1"]').nth(3).click({ button: "right" });
      await assertInert(page());
      await press("Escape");
      for (const begun of [
        "config.",
        "metrics.",
        "config.named = ",
        "tag = ",
        "host = ",
        "alias = <",
      ]) {
        await $(".filter-input").fill("");
        await $(".filter-input").pressSequentially(begun);
        await $(".filter-option").first().waitFor({ state: "attached" });
        await assertInert(page());
      }
      await $(".filter-input").fill("");
      await press("Escape");
    },

    seeGroups: async () => {
      await $(".line-run").first().waitFor();
      await button("Group by").click();
      await $(".menu-item").filter({ hasText: "Tags" }).first().click();
      await $(".line-group").first().waitFor();
      assertShown(await scrolledTexts($(".grid"), ".group-name"), shown);
      await assertInert(page());
      await button("Views").click();
      await $(".menu-item").filter({ hasText: "Save view" }).click();
      await page().page.keyboard.type(texts[1] ?? "");
      await press("Enter");
      await button("Views").click();
      await $(".menu-item").first().waitFor();
      await assertInert(page());
      await press("Escape");
      await page().shot("hostile-table-groups");
    },

    /** Where the runs of these texts are compared. */
    seeLines: async (some: readonly string[]) => {
      await until(async () => (await $(".compared-name").count()) === some.length);
      await page()
        .root.getByRole("tab", { name: /^Charts/u })
        .click();
      await page().root.getByRole("textbox", { name: "Filter metrics (regex)" }).fill("loss");
      await $('[data-metric="loss"] .plot[data-drawn]').first().waitFor();
      await until(async () => {
        assertShown(await $(".compared-name").allTextContents(), some.map(shownText));
        return true;
      });
      await $('[data-metric="loss"] .plot').first().hover();
      await assertInert(page());
    },

    /** Where the run with all of the texts, the one of a huge text and another are compared. */
    seeTabs: async () => {
      await until(async () => (await $(".compared-name").count()) === 3);
      for (const [name, ready] of tabs) {
        await page()
          .root.getByRole("tab", { name: new RegExp(`^${name}`, "u") })
          .click();
        await $(ready).locator("visible=true").first().waitFor();
        await assertInert(page());
        await page().shot(`hostile-compare-${name.toLowerCase()}`);
      }
    },
  };
}
