import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import type { MetaFile } from "#core/protocol/format.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { writeRichRun } from "../../browser/richRun.ts";
import { Training } from "../../browser/training.ts";
import { writeGridRuns } from "../../pages/gridRuns.ts";
import { logSteps } from "../../pages/logSteps.ts";
import { mediaSteps } from "../../pages/mediaSteps.ts";
import { placedId, writePlacedRun } from "../../pages/placedRun.ts";
import { runPageSteps } from "../../pages/runPageSteps.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { stopAtFailure } from "../stopAtFailure.ts";
import { WindowPage } from "../windowPage.ts";

describe("the page of a run in a window", () => {
  let stage: Stage;
  let shown: WindowPage;
  let rich: string;
  let grid: string;
  reportFailures(() => stage);
  stopAtFailure();
  const run = runPageSteps(() => shown);
  const log = logSteps(() => shown);
  const openRun = async (name: string) => {
    await stage.workbench.row(name).first().click();
    await shown.root.getByRole("heading", { level: 1, name }).waitFor();
  };

  before(async () => {
    const settings = { "workbench.colorTheme": "Default Dark Modern" };
    stage = await Stage.set({ settings }, (folder) => {
      const store = new TempStore(folder);
      rich = writeRichRun(store, "20260101_120000_aaaaaa");
      writeRichRun(store, "20260101_130000_bbbbbb", { numpy: "1.26.4", colour: 60 });
      [grid = ""] = writeGridRuns(store);
      writePlacedRun(store);
    });
    await stage.page.setViewportSize({ width: 1500, height: 1100 });
    shown = new WindowPage(stage);
    await stage.workbench.showRunicorn();
    await openRun("aaaaaa");
  });
  after(() => stage.strike());

  describe("that has everything", () => {
    it("tells what it is, with notes as they were meant and harmless", run.readOverview);

    it("keeps notes and tags that are written in it", async () => {
      await run.writeNotesAndTags();
      const kept = () => JSON.parse(readFileSync(path.join(rich, "meta.json"), "utf8")) as MetaFile;
      await until(() => kept().tags?.join() === "one,two");
      assert.equal(kept().notes, "## Second thoughts");
    });

    it("shows what differs between its environment and another run's", () =>
      run.seeOtherEnvironment(async () => {
        await shown.root.getByRole("button", { name: "Compare with run…" }).click();
        const quick = stage.page.locator(".quick-input-widget");
        await quick.locator(".monaco-list-row").filter({ hasText: "bbbbbb" }).click();
      }));

    it("searches all of a log", run.searchLog);
    it("jumps to a time and a step of it", run.jumpInLog);
    it("folds a progress bar", run.foldLog);
    it("shows media by step, beside those of another run", run.seeMedia);
    it("draws the machine beside the training, over time", run.seeMachine);
    it("lists alerts, and what else was logged", run.seeEvents);

    it("shows what is in a file, and saves it where the person says", async () => {
      await run.seeFile();
      await shown.root.getByText("Save…").click();
      const target = path.join(stage.folder, "saved.json");
      await stage.workbench.answerFileDialog(target);
      await until(() => existsSync(target));
      await until(
        () => readFileSync(target, "utf8") === readFileSync(path.join(rich, "code.json"), "utf8"),
      );
    });

    it("shows the code as it was", async () => {
      await run.seeCode();
      const body = shown.root.locator("body");
      assert.equal(await body.evaluate(() => "pwned" in globalThis), false);
    });
  });

  describe("with a long log", () => {
    before(async () => {
      await openRun(placedId);
      await run.open("Log");
    });

    it("goes to the line of a step, not of the one after it", log.goToSteps);
    it("goes by a key that is faster than the search", log.goByKey);
  });

  describe("with many media", () => {
    const media = mediaSteps(
      () => shown,
      () => grid,
    );

    it("shows all pictures of a step beside each other; the slider goes from step to step", async () => {
      await openRun("grid 0");
      await media.slideThroughGrid();
    });
    it(
      "has the first, the newest and what comes in reach, and says that not all are shown",
      media.slideThroughMany,
    );
    it(
      "shows the newest histograms of all, and how many keys are left out",
      media.seeManyHistograms,
    );
    it("is compared picture by picture", async () => {
      await shown.compare(["grid 1", "grid 0"]);
      await media.compareGrids();
    });
  });

  describe("that goes on", () => {
    let training: Training;
    after(() => training.dispose());

    it("follows the end of the log, and stays where the reader scrolled to", async () => {
      training = new Training(path.join(stage.folder, ".runicorn"));
      await openRun(await training.id);
      await log.follow((line) => training.text(line));
      assert.deepEqual([...stage.strayed], []);
    });
  });
});
