import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { idOf } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("an x axis that not every run has, in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      for (let i = 0; i < 3; i++) {
        const points = Array.from({ length: 100 }, (_, step) => ({
          loss: 1 / (1 + step + i),
          ...(i === 0 ? { epoch: Math.floor(step / 10) } : { ppl: 30 - step / 5 }),
        }));
        store.writeRun({ id: idOf(i), points, meta: { alias: `run ${i}` } });
      }
    });
    page = await stage.open();
    await page.page.goto(stage.comparison([0, 1, 2].map(idOf)));
    await page.untilDrawn("ppl", 100);
  });

  after(() => stage.strike());

  const footer = (metric: string) => page.page.locator(`[data-metric="${metric}"] .card-footer`);

  const clip = async (outliers: string) => {
    await page.page.getByRole("button", { name: "Chart settings" }).click();
    await page.page.getByRole("combobox", { name: "Outliers" }).click();
    await page.page.getByRole("option", { name: outliers }).click();
    await page.page.keyboard.press("Escape");
  };

  it("leaves an empty plot that says why, and counts the runs that are drawn", async () => {
    await until(async () => (await footer("loss").textContent()) === "3 of 3 runs");
    await clip("Clip 10 % at each end");
    await footer("ppl").getByText("places beyond the axis").waitFor();
    await page.page.getByRole("combobox", { name: "X axis" }).click();
    await page.page.getByRole("option", { name: "epoch", exact: true }).click();
    const said = page.plot("ppl").getByText("No run has epoch together with this metric.");
    await said.waitFor();
    const canvas = page.plot("ppl").locator("canvas");
    const width = await canvas.evaluate((drawn: HTMLCanvasElement) => drawn.width);
    assert.equal(width, 0, "nothing is left of the curve over steps");
    assert.equal(await footer("ppl").textContent(), "0 of 3 runs");
    const counted = footer("loss").locator(".number");
    await until(async () => (await counted.textContent()) === "1 of 3 runs");
    await page.shot("partial-axis");
  });

  it("draws it again over steps", async () => {
    await page.page.getByRole("combobox", { name: "X axis" }).click();
    await page.page.getByRole("option", { name: "Step", exact: true }).click();
    await page.untilDrawn("ppl", 100);
    await footer("ppl").getByText("places beyond the axis").waitFor();
    await clip("Show all");
    await until(async () => (await footer("ppl").textContent()) === "2 of 3 runs");
    assert.deepEqual(page.errors, []);
  });
});
