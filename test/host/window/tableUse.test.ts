import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import path from "node:path";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { tableEditSteps } from "../../pages/tableEditSteps.ts";
import { tableHands } from "../../pages/tableHands.ts";
import { curvedRuns, tableRuns, writeTableRuns } from "../../pages/tableRuns.ts";
import { tableSteps } from "../../pages/tableSteps.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { stopAtFailure } from "../stopAtFailure.ts";
import { WindowPage } from "../windowPage.ts";

describe("the runs table in a window", () => {
  let stage: Stage;
  let shown: WindowPage;
  reportFailures(() => stage);
  stopAtFailure();
  const table = tableSteps(() => shown);
  const edits = tableEditSteps(() => shown);
  const { $, count, choose } = tableHands(() => shown);
  const button = (name: string) => shown.root.getByRole("button", { name, exact: true });

  before(async () => {
    stage = await Stage.set({}, (folder) => writeTableRuns(new TempStore(folder)));
    const { page, workbench } = stage;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    // As wide as the page of a browser.
    await page.setViewportSize({ width: 1750, height: 900 });
    await workbench.showRunicorn();
    await workbench.row("vision").waitFor();
    await workbench.run("Runicorn: Open Runs Table");
    shown = new WindowPage(stage);
    await count(`${tableRuns} runs`);
  });
  after(() => stage.strike());

  it("shows all runs, the newest first, and only those in sight are on the page", table.seeAll);
  it("says what may follow in a filter, and marks what is wrong", table.filterRuns);
  it("sorts by several columns", table.sortBySeveral);
  it("shows, hides, moves, resizes and pins columns, by keys too", table.arrangeColumns);
  it("knows in what runs were begun: as columns, filters and groups", table.askWhatTheyRanIn);
  it("compares all with one run: better and worse by what the metric means", table.compareWithOne);
  it("groups by several keys, tells of each group, and opens it", table.groupRuns);
  it("orders groups by the mean of a column, or by their key", table.orderGroups);
  it("edits in place, tags several, and takes back what was deleted", edits.editSeveral);

  it("selects by the mouse: a range, one more, one less", edits.selectByMouse);
  it("edits notes and tags where they are", edits.editCells);
  it("lets columns be dragged and widened by the mouse", edits.dragColumns);
  it("deletes what is selected, and takes that back", edits.deleteAndUndo);
  it("copies for a spreadsheet", edits.copyForSpreadsheet);

  it("exports what is selected to where the person says", async () => {
    const archive = path.join(stage.folder, "runs.zip");
    await button("Export…").click();
    await stage.workbench.answerFileDialog(archive);
    await until(() => existsSync(archive) && statSync(archive).size > 1000);
    await stage.workbench.notification("runs.zip").first().waitFor();
    await shown.shot("table-exported");
    await stage.workbench.run("Notifications: Clear All Notifications");
  });

  it("archives, shows what is archived, and takes that back", edits.archiveAndBack);

  it("is grouped and told what to show from the palette, as long as it is in front", async () => {
    const { workbench, page } = stage;
    await workbench.run("Runicorn: Group the Runs Table…");
    await $(".menu-item").filter({ hasText: "Status" }).first().click();
    await count(`groups of ${curvedRuns} runs`);
    await workbench.run("Runicorn: Group the Runs Table…");
    await $(".menu-item").filter({ hasText: "Status" }).first().click();
    await count(`${curvedRuns} runs`);
    const only = shown.root.getByRole("checkbox", { name: "Only differences" });
    const wasOnly = await only.isChecked();
    await workbench.run("Runicorn: Show Only Differences in the Runs Table (On/Off)");
    await until(async () => (await only.isChecked()) !== wasOnly);
    await workbench.run("Runicorn: Show Only Differences in the Runs Table (On/Off)");
    const filter = await $(".filter-input").inputValue();
    await workbench.run("Runicorn: Clear Filter of the Runs Table");
    await count(`${tableRuns} runs`);
    await $(".filter-input").fill(filter);
    await page.keyboard.press("Enter");
    await count(`${curvedRuns} runs`);
  });

  it("keeps a view under a name, for one person", async () => {
    await choose("Views", "Save view");
    await stage.page.keyboard.type("the better ones");
    await stage.page.keyboard.press("Enter");
    await choose("Views", "Reset the table");
    await count(`${tableRuns} runs`);
    await stage.workbench.run("View: Close All Editors");
    await stage.workbench.run("Runicorn: Open Runs Table");
    await count(`${tableRuns} runs`);
    await choose("Views", "the better ones");
    await count(`${curvedRuns} runs`);
    assert.ok(!existsSync(path.join(stage.folder, ".runicorn/views.json")));
    await shown.shot("table-view");
  });
});
