import assert from "node:assert/strict";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { writeBoardRuns } from "../../pages/boardRuns.ts";
import { boardSteps } from "../../pages/boardSteps.ts";
import { writeChartRun } from "../../pages/chartRun.ts";
import { chartSteps } from "../../pages/chartSteps.ts";
import { writeDrawnRuns } from "../../pages/drawnRuns.ts";
import { drawnSteps } from "../../pages/drawnSteps.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { stopAtFailure } from "../stopAtFailure.ts";
import { WindowPage } from "../windowPage.ts";

describe("charts in a window", () => {
  let stage: Stage;
  let shown: WindowPage;
  reportFailures(() => stage);
  stopAtFailure();

  before(async () => {
    const settings = { "workbench.colorTheme": "Default Dark Modern" };
    stage = await Stage.set({ settings }, (folder) => {
      const store = new TempStore(folder);
      writeBoardRuns(store);
      writeChartRun(store);
      writeDrawnRuns(store);
    });
    // All charts are in sight.
    await stage.page.setViewportSize({ width: 1500, height: 1100 });
    shown = new WindowPage(stage);
    await stage.workbench.showRunicorn();
    await stage.workbench.row("A run with a spike").first().waitFor();
  });
  after(() => stage.strike());

  describe("of one run", () => {
    const charts = chartSteps(() => shown);

    before(async () => {
      await stage.workbench.row("A run with a spike").first().click();
      await shown.untilDrawn("loss", 99_999);
    });

    it("show one point in 100,000 at full zoom-out", charts.seeSpike);
    it("end where the run did, at its last value", charts.seeEnd);
    it("show what a drag selects, down to the exact point", charts.dragToSpike);
    it("zoom all at once, and go back by double click", charts.goBack);
    it("zoom and pan by keyboard, and by the wheel with Ctrl", charts.zoomByKeysAndWheel);
    it("zoom y one by one, by a drag upwards", async () => {
      await charts.zoomY();
      await charts.leaveY();
    });
    it("zoom both axes by a rectangle", charts.zoomRectangle);
    it("zoom y by keyboard, and by the wheel at its labels", charts.zoomYByKeysAndWheel);
    it("mark NaN and infinity at the edges", charts.seeWhatIsNotFinite);
    it("have a log axis that turns a decay into a line", charts.turnLogY);
    it("smooth, with the raw line faint behind", charts.smooth);
    it("count x in steps, relative and wall time", charts.countInTimes);
    it("are filtered by name", async () => {
      await charts.filter();
      await charts.unfilter();
    });
    it("show histograms over their steps", charts.seeHistograms);
  });

  describe("of six runs", () => {
    const drawn = drawnSteps(() => shown);

    before(async () => {
      await shown.compare(["(f)", "(a)"], 6, "Shift");
      await shown.untilDrawn("level", 200);
    });

    it("draw the mean or median of a group, with the band that was chosen", drawn.seeBands);
    it("have colours and dashes by fields of the runs, in the legend, too", drawn.lookByField);
    it("mark each run's best point", drawn.seeBest);
    it("mark NaN and infinity in the colours of the runs", drawn.seeWhatIsNotFinite);
    it("go from and to the values that were typed", drawn.typeY);
    it("share zoom and cursor only as long as these are linked", drawn.toggleLinks);
    it("are dragged to another place", drawn.dragCard);
    it("stay out of sight in a section that was collapsed", async () => {
      await drawn.collapse();
      await drawn.expand();
    });
    it("are copied as an image", drawn.copyImage);
  });

  describe("of four runs", () => {
    const board = boardSteps(() => shown);

    before(async () => {
      await shown.compare(["run 3", "run 0"], 4, "Shift");
      await shown.untilDrawn("train/loss", 3000);
    });

    it("smooth in four ways", () => board.smooth());
    it("clip outliers, and say and mark where they are", board.clip);
    it("show a stretch that was typed, all of them", board.typeRange);
    it("mark the place of the pointer in each other", board.point);
    it("are read by keyboard, point by point", board.read);
    it("are drawn otherwise than the others one by one, and like them again", async () => {
      await board.drawOneOtherwise();
      await board.drawItAlike();
    });
    it("have a logarithmic x axis", async () => {
      await board.turnLogX();
      await shown.shot("board-log-x");
      await board.turnLogX();
    });
    it("fill the page, where a legend lets a line stand out", board.fillThePage);
    it("draw several metrics in one, dashes telling them apart", board.combine);
    it("change what a combined one is called and draws", async () => {
      await board.editCombined();
      await board.seeCombined();
    });
    it("are moved and made small by keys", async () => {
      await board.reorder();
      await shown.shot("board-small");
    });
    it("forget a combined chart, also where another takes its place", board.replaceCombined);
  });

  describe("of a window that is killed", () => {
    const { shownCards } = boardSteps(() => shown);
    const $ = (selector: string) => stage.workbench.dashboard.locator(selector);
    const toggle = () => $(".compared-toggle").filter({ hasText: "run 2" });
    const marked = () => $('.line-run[aria-selected="true"]').filter({ hasText: "run 1" });

    it("are the same when it is opened again: board, zoom, hidden runs, and the selection of the table", async () => {
      await shown.root.getByRole("textbox", { name: "Filter metrics" }).fill("loss");
      await toggle().click();
      await shown.plot("train/loss").press("+");
      await $(".plot-reset:not([hidden])").first().waitFor();
      const before = await shownCards();
      await stage.workbench.run("Runicorn: Open Runs Table");
      await $(".line-run").filter({ hasText: "run 1" }).locator(".cell-mark").click();
      await marked().waitFor();
      await stage.workbench.untilKept(/\\"selected\\+":\[\\+"/u);
      await stage.workbench.untilKept(/\\"window\\+":\{\\+"min/u);
      await stage.kill();
      shown = new WindowPage(stage);
      await marked().waitFor({ timeout: 60_000 });
      await shown.shot("killed-table");
      await stage.workbench.tab("Compare 4 runs").click();
      await toggle().waitFor();
      assert.equal(await toggle().getAttribute("aria-pressed"), "false");
      await $(".plot-reset:not([hidden])").first().waitFor();
      await until(async () => (await shownCards()).join() === before.join());
      await shown.shot("killed-board");
    });
  });
});
