import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { spikeAt, writeChartRun } from "../pages/chartRun.ts";
import { chartSteps } from "../pages/chartSteps.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("charts in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  const queries: { range?: { min?: number; max?: number } }[] = [];

  before(async () => {
    stage = await BrowserStage.set(writeChartRun);
    page = await stage.open();
    page.page.on("request", (request) => {
      if (request.url().endsWith("/metrics/query")) queries.push(request.postDataJSON());
    });
    await page.untilDrawn("loss", 99_999);
  });

  after(() => stage.strike());

  const charts = chartSteps(() => page);

  it("shows one point in 100,000 at full zoom-out", charts.seeSpike);

  it("ends where the run did, at its last value, and says that", charts.seeEnd);

  it("asks again for what a drag selects, down to the exact point", async () => {
    await charts.dragToSpike();
    const range = queries.at(-1)?.range;
    assert.ok(range?.min !== undefined && range.max !== undefined);
    assert.ok(range.max - range.min < 1000 && range.min < spikeAt && range.max > spikeAt);
  });

  it("zooms all linked charts at once, and goes back by double click", charts.goBack);

  it("zooms and pans by keyboard, and by the wheel with Ctrl", charts.zoomByKeysAndWheel);

  it("zooms y of one chart by a drag upwards, without asking again, also over a reload", async () => {
    const asked = queries.length;
    await charts.zoomY();
    assert.equal(queries.length, asked);
    const picture = await page.pixels("decay");
    await page.page.reload();
    await until(async () => (await page.pixels("decay")).data.equals(picture.data));
    await charts.leaveY();
  });

  it("zooms both axes by a rectangle", charts.zoomRectangle);

  it("zooms y by keyboard, and by the wheel at its labels", charts.zoomYByKeysAndWheel);

  it("marks NaN and infinity at the edges, and says how many", charts.seeWhatIsNotFinite);

  it("has a log axis that turns a decay into a line and says what it leaves out", charts.turnLogY);

  it("smooths, with the raw line faint behind", charts.smooth);

  it("counts x in steps, relative and wall time", charts.countInTimes);

  it("filters metrics by name, and keeps what was set over a reload", async () => {
    await charts.filter();
    await page.page.reload();
    await page.untilDrawn("signed");
    assert.equal(await page.page.locator("[data-metric]:visible").count(), 2);
    await charts.unfilter();
  });

  it("shows histograms over their steps", charts.seeHistograms);

  it("takes on the light theme while it is open", async () => {
    const background = () =>
      page.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await background(), "rgb(31, 31, 31)");
    await page.page.emulateMedia({ colorScheme: "light" });
    assert.equal(await background(), "rgb(255, 255, 255)");
    await until(async () => (await page.count("signed", [26, 111, 209])) > 100);
    await page.shot("charts-light");
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
