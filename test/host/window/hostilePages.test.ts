import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { writeHostileStore } from "#test/support/hostileStore.ts";
import { hostileTexts } from "#test/support/hostileTexts.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { hostilePageSteps } from "../../pages/hostilePageSteps.ts";
import {
  columnsOf,
  columnTexts,
  hostileFields,
  hostileTableSteps,
} from "../../pages/hostileTableSteps.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { WindowPage } from "../windowPage.ts";

const texts = hostileTexts();
const columns = (fields: readonly string[]) => fields.map((field) => ({ field }));

/** Lines of the table: the newest first. */
const lines = { huge: 0, crowd: 1, named: 2 } as const;

describe("500 hostile texts on the pages of a window", function () {
  this.timeout(180_000);
  let stage: Stage;
  let shown: WindowPage;
  reportFailures(() => stage);
  const run = hostilePageSteps(() => shown, texts);
  const table = hostileTableSteps(() => shown, texts);

  before(async () => {
    assert.ok(texts.length >= 500);
    const settings = { "workbench.colorTheme": "Default Dark Modern" };
    stage = await Stage.set({ settings }, (folder) => {
      const store = new TempStore(folder);
      writeHostileStore(store, texts);
      const views = {
        cells: { columns: columns(hostileFields) },
        named: { columns: columns(["alias", ...columnsOf(columnTexts(texts))]) },
        plain: { columns: columns(["alias", "tag", "notes"]) },
      };
      writeFileSync(path.join(store.root, "views.json"), JSON.stringify({ version: 1, views }));
    });
    stage.page.setDefaultTimeout(60_000);
    await stage.page.setViewportSize({ width: 1500, height: 1700 });
    shown = new WindowPage(stage);
  });
  after(() => stage.strike());

  const $ = (selector: string) => shown.root.locator(selector);
  const button = (name: string) => shown.root.getByRole("button", { name, exact: true });
  const line = (at: number) => $(`.line-run[data-line="${at}"]`);
  const openTable = async (view: string) => {
    await stage.workbench.run("Runicorn: Open Runs Table");
    await $(".table-count")
      .filter({ hasText: `${texts.length + 2} runs` })
      .waitFor();
    await button("Views").click();
    await $(".menu-item").filter({ hasText: view }).first().click();
  };
  const compareLines = async (first: number, runs: number) => {
    if (await button("Clear selection").isVisible()) await button("Clear selection").click();
    await line(first).locator(".cell-mark").click();
    await line(first + runs - 1)
      .locator(".cell-mark")
      .click({ modifiers: ["Shift"] });
    await $(".selected-count")
      .filter({ hasText: `${runs} selected` })
      .waitFor();
    await button("Compare").click();
    await stage.workbench.tab(`Compare ${runs} runs`).waitFor();
  };

  it("are names, tags, notes, machines, reasons, projects and values of the table", async () => {
    await openTable("cells");
    await table.seeCells();
  });

  it("are columns, choices, conditions and what may follow in a filter", async () => {
    await openTable("named");
    await table.seeColumns();
  });

  it("are lines, legends and names of runs compared", async () => {
    await openTable("plain");
    await compareLines(lines.named, 50);
    await table.seeLines(texts.slice(-50));
  });

  it("are values, packages, patches, media and columns of runs compared", async () => {
    await openTable("plain");
    await compareLines(lines.huge, 3);
    await table.seeTabs();
  });

  it("are metrics of a run, each with a chart", async () => {
    await openTable("plain");
    await line(lines.crowd).locator("[data-open]").first().click();
    await run.seeCharts();
  });

  it("are its notes, tags, config, summary, environment and command", run.seeOverview);
  it("are lines of its log", run.seeLog);
  it("are its media, captions, tables, events and machine's figures", run.seeMediaAndEvents);
  it("are its files and code", run.seeFilesAndCode);

  it("do not stop a page where one is a million characters long", async () => {
    await openTable("plain");
    await line(lines.huge).locator("[data-open]").first().click();
    await run.seeHuge();
  });

  it("are groups, and saved views", async () => {
    await openTable("plain");
    await table.seeGroups();
  });
});
