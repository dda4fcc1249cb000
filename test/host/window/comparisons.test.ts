import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { writeRuns } from "../../browser/harpRuns.ts";
import { writeAnalysisRuns } from "../../pages/analysisRuns.ts";
import { analysisSteps } from "../../pages/analysisSteps.ts";
import { writeCodedRuns } from "../../pages/codedRuns.ts";
import { compareSteps } from "../../pages/compareSteps.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { stopAtFailure } from "../stopAtFailure.ts";
import { WindowPage } from "../windowPage.ts";

describe("comparisons in a window", () => {
  let stage: Stage;
  let shown: WindowPage;
  reportFailures(() => stage);
  stopAtFailure();
  const compare = compareSteps(() => shown);
  const analysis = analysisSteps(() => shown);

  before(async () => {
    const settings = { "workbench.colorTheme": "Default Dark Modern" };
    stage = await Stage.set({ settings }, (folder) => {
      const store = new TempStore(folder);
      writeRuns(store, 12);
      writeAnalysisRuns(store);
      writeCodedRuns(store);
    });
    // Every line of the tree is in sight.
    await stage.page.setViewportSize({ width: 1500, height: 1100 });
    shown = new WindowPage(stage);
    await stage.workbench.showRunicorn();
    const { root } = stage.workbench.pane("Experiments");
    const closed = root.locator('.monaco-list-row[aria-expanded="false"]');
    const runs = ["trial 11", "run 11", "bbbbbb"].map((name) => stage.workbench.row(name).first());
    // A tree may be read before all of its runs are there, and then opens some of its lines only.
    await until(
      async () => {
        if ((await closed.count()) > 0) await closed.first().click();
        const shown = await Promise.all(runs.map((run) => run.isVisible()));
        return shown.every(Boolean);
      },
      { timeout: 30_000, every: 300 },
    );
  });
  after(() => stage.strike());

  it("make one line with a band of the runs of a group", async () => {
    await shown.compare(["run 11", "run 0"], 12, "Shift");
    await shown.untilDrawn("train/loss", 300);
    await compare.group();
  });

  it("tell lines apart by dashes, as a field of their runs says", async () => {
    await compare.choose("Dash by", "Tag");
    const dashes = () =>
      shown.root
        .locator(".compared-panel .compared-run .swatch line")
        .evaluateAll((lines) => lines.map((line) => line.getAttribute("stroke-dasharray")));
    await until(async () => new Set(await dashes()).size === 2);
    await shown.shot("compare-dashes");
  });

  it("say how far numbers are from a baseline's, and whether that is better", async () => {
    await shown.compare(["aaaaaa", "bbbbbb", "run 0"]);
    await shown.untilDrawn("train/loss", 60);
    await compare.measure();
  });

  it("list in what packages, hardware, commands and commits differ", compare.seeEnvironments);
  it("compare the code of two of them: copies and patches", compare.compareCode);
  it("show media side by side at one step, and say who has none", compare.slideMedia);

  it("lay every run through its parameters, and pick those of a stretch", async () => {
    await shown.compare(["trial 11", "trial 0"], 12, "Shift");
    await compare.tab("Analysis").click();
    await analysis.lay();
  });

  it("move the stretch by keyboard", analysis.moveByKeys);
  it("show only the runs of the stretch, and all again", analysis.narrow);
  it("tell which parameter matters", analysis.tell);
  it("draw a dot, or a bar, for each run", async () => {
    await analysis.drawBarsAndDots();
    await analysis.readDots();
  });

  it("save a plot where the person says, and open the run of a dot", async () => {
    await shown.root.getByRole("button", { name: "Save…" }).click();
    await shown.root.getByRole("menuitem", { name: "Save as PNG" }).click();
    await stage.page.locator(".quick-input-widget input.input").waitFor();
    const target = path.join(stage.folder, "dots.png");
    await stage.workbench.answerFileDialog(target);
    const saved = await until(() => existsSync(target) && readFileSync(target, "latin1"));
    assert.ok(saved.startsWith("\u0089PNG"), saved.slice(0, 30));
    await shown.root.locator('.dot[tabindex="0"]').focus();
    await shown.page.keyboard.press("Enter");
    await stage.page.locator(".tabs-container .tab.active", { hasText: /trial \d/u }).waitFor();
    assert.deepEqual([...stage.strayed], []);
  });
});
