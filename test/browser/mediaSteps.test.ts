import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { gridIds, writeGridRuns } from "../pages/gridRuns.ts";
import { mediaSteps } from "../pages/mediaSteps.ts";
import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("media of many steps, and many of one step", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  let directory: string;
  const media = mediaSteps(
    () => page,
    () => directory,
  );

  before(async () => {
    stage = await BrowserStage.set((store) => {
      [directory = ""] = writeGridRuns(store);
    });
    page = await stage.open(`/runs/${gridIds[0]}`);
    // A page that is opened while a run is read for the first time is another matter.
    await until(
      () =>
        page.page.evaluate(async (all) => {
          const counts = all.map(async (id) => {
            const answer = await fetch(`/api/v2/runs/${id}/media?limit=1`);
            return ((await answer.json()) as { keys: unknown[] }).keys.length;
          });
          return (await Promise.all(counts)).every((count) => count === 104);
        }, gridIds),
      { timeout: 30_000 },
    );
    await page.page.reload();
  });

  after(() => stage.strike());

  it("shows all pictures of a step beside each other; the slider goes from step to step", async () => {
    await media.slideThroughGrid();
    assert.deepEqual(await seriousViolations(page.page), []);
  });

  it(
    "has the first, the newest and what comes in reach, and says that not all are shown",
    media.slideThroughMany,
  );

  it(
    "shows the newest histograms of all, and says how many keys are left out",
    media.seeManyHistograms,
  );

  it("shows the pictures of a step of each run in a comparison", async () => {
    await page.page.goto(stage.comparison(gridIds));
    await media.compareGrids();
    assert.deepEqual(await seriousViolations(page.page), []);
  });
});
