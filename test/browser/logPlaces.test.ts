import assert from "node:assert/strict";

import { logSteps } from "../pages/logSteps.ts";
import { placedId, writePlacedRun } from "../pages/placedRun.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("places in a log, in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  const log = logSteps(() => page);

  before(async () => {
    stage = await BrowserStage.set(writePlacedRun);
    page = await stage.open(`/runs/${placedId}`);
    await page.page.getByRole("tab", { name: "Log" }).click();
  });

  after(() => stage.strike());

  it("are those of a step, not of the one after it", log.goToSteps);

  it("are gone to by a key that is faster than the search", async () => {
    await log.goByKey();
    assert.deepEqual(page.errors, []);
  });
});
