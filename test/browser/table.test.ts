import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { tableEditSteps } from "../pages/tableEditSteps.ts";
import { tableHands } from "../pages/tableHands.ts";
import { curvedRuns, tableRuns, writeTableRuns } from "../pages/tableRuns.ts";
import { tableSteps } from "../pages/tableSteps.ts";
import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("the runs table in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set(writeTableRuns);
    page = await stage.open(`/table`);
    await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await count(`${tableRuns.toLocaleString("en-US")} runs`);
  });

  after(() => stage.strike());

  const table = tableSteps(() => page);
  const edits = tableEditSteps(() => page);
  const { $, press, count, names, filter, choose, menu } = tableHands(() => page);

  it("shows all runs, the newest first, and only those in sight are on the page", table.seeAll);

  it("says what may follow in a filter, and marks what is wrong", table.filterRuns);

  it("sorts by several columns, and the address brings all of it back", async () => {
    await table.sortBySeveral();
    const mark = $(".line-run .cell-mark").nth(1);
    await mark.click();
    await page.page.reload();
    await count("5 runs");
    await $('.line-run[aria-selected="true"]').filter({ hasText: "seed 2" }).waitFor();
    await mark.click();
    await until(async () => !(await $(".selected-count").isVisible()));
    await until(async () => (await names()).join() === "seed 4,seed 2,seed 0");
    assert.equal(await page.page.getByRole("searchbox").first().inputValue(), "^seed [0-4]$");
  });

  it("shows, hides, moves, resizes and pins columns, by keys too", table.arrangeColumns);

  it("knows in what runs were begun: as columns, filters and groups", table.askWhatTheyRanIn);

  it("compares all with one run: better and worse by what the metric means", table.compareWithOne);

  it("groups by several keys, tells of each group, and opens it", table.groupRuns);

  it(
    "orders groups by the mean of a column, or by their key, as a click on its head says",
    table.orderGroups,
  );

  it("does with a group what its menu says, whether it is open or not, by keys too", async () => {
    await page.page.getByRole("searchbox", { name: "Search names" }).fill("");
    await count("612 runs");
    await choose("Group by", "Host");
    const group = (name: string) => $(".line-group").filter({ hasText: name });
    await group("gpu-b").locator(".cell-title").click({ button: "right" });
    await page.shot("table-group-menu");
    await $(".menu-item").filter({ hasText: "Select these runs" }).click();
    await $(".selected-count").filter({ hasText: "6 selected" }).waitFor();
    assert.equal(await $(".line-run").count(), 0, "none of them is shown");
    await menu(group("gpu-b").locator(".cell-title"), "Open all groups");
    await $('.line-run[data-ref="store:curve11"][aria-selected="true"]').waitFor();
    assert.ok((await $(".line-run").count()) < 60);
    await $(".grid").focus();
    await press("Control+End");
    await $(".line-run").last().waitFor();
    await press("Control+Home", "ContextMenu");
    await $(".menu-item").filter({ hasText: "Close all groups" }).waitFor();
    await press("End", "Enter");
    await until(async () => (await $(".line-run").count()) === 0);
    await menu(group("gpu-b").locator(".cell-title"), "Only this group");
    assert.equal(await $(".filter-input").inputValue(), "host = gpu-b");
    await count("1 group of 6 runs");
    const address = page.page.url();
    await press("Shift+F10");
    await $(".menu-item").filter({ hasText: "Compare these runs" }).click();
    await page.page.waitForURL(/\/compare\?runs=/);
    const compared = new URL(page.page.url()).searchParams.get("runs") ?? "";
    assert.equal(compared.split(",").length, 6);
    await page.page.goto(address);
    await filter("");
    await $(".line-group").nth(2).waitFor();
    const largest = $(".line-group").filter({ hasText: "gpu0" });
    await menu(largest.locator(".cell-title"), "Compare the first 50 of these runs");
    await page.page.waitForURL(/\/compare\?runs=/);
    await page.page.goto(address);
    await filter("");
    await choose("Group by", "Host");
    await page.page.getByRole("searchbox", { name: "Search names" }).fill("^seed [0-4]$");
    await count("5 runs");
  });

  it("edits in place, tags several, and takes back what was deleted", edits.editSeveral);

  it("selects by the mouse: a range, one more, one less", edits.selectByMouse);

  it("edits notes and tags where they are", edits.editCells);

  it("lets columns be dragged and widened by the mouse", edits.dragColumns);

  it("deletes what is selected, and takes that back", edits.deleteAndUndo);

  it("copies for a spreadsheet", edits.copyForSpreadsheet);

  it("archives, shows what is archived, and takes that back", edits.archiveAndBack);

  it("keeps a view under a name", async () => {
    await choose("Views", "Save view");
    await page.page.keyboard.type("the better ones");
    await press("Enter");
    await choose("Views", "Reset the table");
    await count(`${tableRuns.toLocaleString("en-US")} runs`);
    await page.page.reload();
    await count(`${tableRuns.toLocaleString("en-US")} runs`);
    await choose("Views", "the better ones");
    await count(`${curvedRuns} runs`);
    assert.match(new URL(page.page.url()).search, /better/);
  });

  it("opens runs, one or several beside each other", async () => {
    const address = page.page.url();
    await $('[data-ref="store:curve02"] .cell-title').dblclick();
    await page.page.waitForURL(/curve02$/);
    await page.page.goto(address);
    await count(`${curvedRuns} runs`);
    await $(".line-run .cell-mark").nth(0).click();
    await $(".line-run .cell-mark").nth(2).click();
    await page.page.getByRole("button", { name: "Compare" }).click();
    await page.page.waitForURL(/\/compare\?runs=/);
    await page.page.goto(address);
    await count(`${curvedRuns} runs`);
  });

  it("can be used by everybody, in every colour scheme, and breaks no policy", async () => {
    await $(".line-run .cell-mark").nth(0).click();
    assert.deepEqual(await seriousViolations(page.page), []);
    await page.page.emulateMedia({ colorScheme: "light" });
    await page.shot("table-light");
    assert.deepEqual(await seriousViolations(page.page), []);
    await page.page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await page.shot("table-contrast");
    assert.deepEqual(page.errors, []);
    assert.deepEqual(page.foreign, []);
    assert.deepEqual(await page.violations(), []);
  });
});
