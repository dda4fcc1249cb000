import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { crowdId, hostileId, hugeId, writeHostileStore } from "#test/support/hostileStore.ts";
import { hostileTexts } from "#test/support/hostileTexts.ts";
import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { assertInert, assertShown, scrolledTexts, shownText } from "./inertPage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const texts = hostileTexts();
const shown = texts.map(shownText);

describe("500 hostile texts where many runs are seen at once", function () {
  this.timeout(180_000);
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      writeHostileStore(store, texts);
    });
    page = await stage.open();
    page.page.setDefaultTimeout(60_000);
    await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await $(".row-label").first().waitFor();
  });

  after(() => stage.strike());

  const $ = (selector: string) => page.page.locator(selector);
  const open = async (place: string, query: Record<string, string>) => {
    const address = new URL(place, stage.link);
    address.search = new URLSearchParams(query).toString();
    await page.page.goto(address.href);
  };
  const columns = (fields: readonly string[]) =>
    fields.map((field) => `.${field.replaceAll(/[\\,]/gu, String.raw`\$&`)}@`).join(",");

  it("are names, tags, notes, machines, reasons, projects and values of the table", async () => {
    const fields = ["title", "tag", "notes", "exit_reason", "host", "project", "config.named"];
    await open("/table", { columns: columns(fields), baseline: `store:${hostileId(0)}` });
    await $(".line-run").first().waitFor();
    const cells = await scrolledTexts($(".grid"), ".line-run [data-column]", "data-column");
    for (const [i] of fields.entries()) {
      const own = Array.from(cells).filter((text) => text.startsWith(`${i}:`));
      assertShown(
        own,
        shown.map((text) => `${i}:${text}`),
      );
    }
    await assertInert(page);
    await page.shot("hostile-table");
  });

  it("are columns, choices, conditions and what may follow in a filter", async () => {
    // As many as an address can name: of each a value, a metric and its course.
    const few = texts.filter((text, i) => i % 12 === 0 && !text.includes("`") && text.length < 200);
    const fields = few.flatMap((text) => [
      `config.\`${text}\``,
      `metrics.\`${text}\`.min`,
      `spark.${text}`,
    ]);
    await open("/table", { columns: columns(["title", ...fields]) });
    await $(".line-run").first().waitFor();
    assertShown(await $(".head-label").allTextContents(), few.map(shownText));
    await assertInert(page);
    await page.page.getByRole("button", { name: "Columns" }).click();
    await $(".chooser-line").first().waitFor();
    await assertInert(page);
    await page.page.keyboard.press("Escape");
    await $('.line-run [data-column="1"]').nth(3).click({ button: "right" });
    await assertInert(page);
    await page.page.keyboard.press("Escape");
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
      await assertInert(page);
    }
    await $(".filter-input").fill("");
    await page.page.keyboard.press("Escape");
  });

  it("are groups, saved views, what is copied, and rows of Markdown", async () => {
    await open("/table", { columns: columns(["title", "tag", "notes"]) });
    await $(".line-run").first().waitFor();
    await page.page.getByRole("button", { name: "Group by" }).click();
    await $(".menu-item").filter({ hasText: "Tags" }).first().click();
    await $(".line-group").first().waitFor();
    assertShown(await scrolledTexts($(".grid"), ".group-name"), shown);
    await assertInert(page);
    await page.page.getByRole("button", { name: "Views" }).click();
    await $(".menu-item").filter({ hasText: "Save view" }).click();
    await page.page.keyboard.type(texts[1] ?? "");
    await page.page.keyboard.press("Enter");
    await page.page.getByRole("button", { name: "Views" }).click();
    await $(".menu-item").first().waitFor();
    await assertInert(page);
    await page.page.keyboard.press("Escape");
    await page.shot("hostile-table-groups");
  });

  const tabs = [
    ["Config", ".diff tbody tr"],
    ["Environment", ".diff tbody tr"],
    ["Code", ".code-diff > *"],
    ["Media", ".media-rows > *"],
    ["Analysis", ".analysis-body > *"],
  ] as const;

  const compared = async (runs: readonly string[]) => {
    await open("/compare", { runs: runs.join(",") });
    await until(async () => (await $(".compared-name").count()) === runs.length);
    await page.page.getByRole("tab", { name: /^Charts/u }).click();
    await page.page.getByRole("textbox", { name: "Filter metrics (regex)" }).fill("loss");
    await $('[data-metric="loss"] .plot[data-drawn]').first().waitFor();
  };

  it("are lines, legends and names of runs compared", async () => {
    // As many as can be compared at once; two such lots of them.
    for (let from = 0; from < texts.length; from += 300) {
      const some = texts.slice(from, from + 50);
      await compared(some.map((_, i) => hostileId(from + i)));
      await until(async () => {
        assertShown(await $(".compared-name").allTextContents(), some.map(shownText));
        return true;
      });
      await $('[data-metric="loss"] .plot').first().hover();
      await assertInert(page);
    }
  });

  it("are values, packages, patches, media and columns of runs compared", async () => {
    await open("/compare", { runs: [crowdId, hugeId, hostileId(1)].join(",") });
    await until(async () => (await $(".compared-name").count()) === 3);
    for (const [name, ready] of tabs) {
      await page.page.getByRole("tab", { name: new RegExp(`^${name}`, "u") }).click();
      await $(ready).locator("visible=true").first().waitFor();
      await assertInert(page);
      await page.shot(`hostile-compare-${name.toLowerCase()}`);
    }
  });

  it("are inert in what a chart is saved as", async () => {
    await compared([1, 2, 3, 4].map((i) => hostileId(i)));
    const card = $('[data-metric="loss"]').first();
    await card.locator(".plot[data-drawn]").waitFor();
    const saved = async (kind: string) => {
      const download = page.page.waitForEvent("download");
      await card.getByRole("button", { name: "More actions" }).click();
      await page.page.getByRole("menuitem", { name: `Save as ${kind}` }).click();
      return readFileSync(await (await download).path(), "utf8");
    };
    const active = await page.page.evaluate(
      (text) => {
        const { documentElement } = new DOMParser().parseFromString(text, "image/svg+xml");
        return [...documentElement.querySelectorAll("*")]
          .filter(
            (node) =>
              !/^(?:svg|g|path|rect|line|circle|text|tspan|title|desc|defs|clipPath|polyline|polygon)$/u.test(
                node.nodeName,
              ) || [...node.attributes].some(({ name }) => /^on|href|^style$/u.test(name)),
          )
          .map((node) => node.outerHTML);
      },
      await saved("SVG"),
    );
    assert.deepEqual(active, []);
    // No cell is a formula for a spreadsheet.
    assert.doesNotMatch(await saved("CSV"), /(?:^|,)"?[=+@]/mu);
  });
});
