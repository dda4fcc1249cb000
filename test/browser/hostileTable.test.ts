import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { crowdId, hostileId, hugeId, writeHostileStore } from "#test/support/hostileStore.ts";
import { hostileTexts } from "#test/support/hostileTexts.ts";

import {
  columnsOf,
  columnTexts,
  hostileFields,
  hostileTableSteps,
} from "../pages/hostileTableSteps.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const texts = hostileTexts();

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
  const table = hostileTableSteps(() => page, texts);
  const columns = (fields: readonly string[]) =>
    fields.map((field) => `.${field.replaceAll(/[\\,]/gu, String.raw`\$&`)}@`).join(",");

  it("are names, tags, notes, machines, reasons, projects and values of the table", async () => {
    await open("/table", {
      columns: columns(hostileFields),
      baseline: `store:${hostileId(0)}`,
    });
    await table.seeCells();
  });

  it("are columns, choices, conditions and what may follow in a filter", async () => {
    // As many as an address can name.
    await open("/table", { columns: columns(["title", ...columnsOf(columnTexts(texts))]) });
    await table.seeColumns();
  });

  it("are groups, saved views, what is copied, and rows of Markdown", async () => {
    await open("/table", { columns: columns(["title", "tag", "notes"]) });
    await table.seeGroups();
  });

  const compare = (runs: readonly string[]) => open("/compare", { runs: runs.join(",") });

  it("are lines, legends and names of runs compared", async () => {
    // As many as can be compared at once; two such lots of them.
    for (let from = 0; from < texts.length; from += 300) {
      const some = texts.slice(from, from + 50);
      await compare(some.map((_, i) => hostileId(from + i)));
      await table.seeLines(some);
    }
  });

  it("are values, packages, patches, media and columns of runs compared", async () => {
    await compare([crowdId, hugeId, hostileId(1)]);
    await table.seeTabs();
  });

  it("are inert in what a chart is saved as", async () => {
    await compare([1, 2, 3, 4].map((i) => hostileId(i)));
    await page.page.getByRole("tab", { name: /^Charts/u }).click();
    await page.page.getByRole("textbox", { name: "Filter metrics (regex)" }).fill("loss");
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
