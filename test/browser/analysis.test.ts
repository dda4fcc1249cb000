import assert from "node:assert/strict";

import type { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

/** Twelve runs whose loss comes of the learning rate, and hardly of anything else. */
function writeRuns(store: TempStore): void {
  for (let i = 0; i < 12; i++) {
    const lr = 10 ** -(1 + (i % 4));
    store.writeRun({
      id: `20260101_1200${String(i).padStart(2, "0")}_aaaaaa`,
      meta: { alias: `run ${i}` },
      config: { lr, layers: 2 + ((i * 5) % 7), optimizer: ["adamw", "sgd", "lion"][i % 3] },
      points: Array.from({ length: 20 }, (_, step) => ({
        loss: -Math.log10(lr) + 1 / (1 + step) + (i % 5) / 50,
      })),
    });
  }
}

describe("the analysis of several runs in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set(writeRuns);
    page = await stage.open();
    await page.page.locator(".card").first().waitFor();
    const ids = await page.page.evaluate(async () => {
      const answer = await fetch("/api/v2/runs");
      return ((await answer.json()) as { runs: { id: string }[] }).runs.map(({ id }) => id);
    });
    await page.page.goto(stage.comparison(ids));
    await page.page.getByRole("tab", { name: "Analysis" }).click();
  });

  after(() => stage.strike());

  const choose = async (list: string, name: string) => {
    await page.page.getByRole("combobox", { name: list }).click();
    await page.page.getByRole("option", { name, exact: true }).click();
  };

  it("lays every run through its parameters, and picks those of a stretch", async () => {
    const lines = page.page.locator(".run-line");
    await until(async () => (await lines.count()) === 12);
    assert.equal(await page.page.locator(".parallel-axis").count(), 4);
    const grip = page.page.locator(".parallel-axis .grip").last();
    const box = (await grip.boundingBox())!;
    await page.page.mouse.move(box.x + 10, box.y + box.height / 2);
    await page.page.mouse.down();
    await page.page.mouse.move(box.x + 10, box.y + box.height, { steps: 3 });
    await page.page.mouse.up();
    await until(async () => (await page.page.locator(".run-line.faint").count()) === 6);
    await page.shot("analysis-parallel");
  });

  it("keeps the stretch over a reload, and moves it by keyboard", async () => {
    const faint = async () => page.page.locator(".run-line.faint").count();
    await page.page.reload();
    await until(async () => (await faint()) === 6);
    const grip = page.page.locator(".parallel-axis .grip").last();
    await grip.focus();
    await page.page.keyboard.press("End");
    await until(async () => (await grip.getAttribute("aria-valuetext"))?.includes("to 100 %"));
    assert.ok((await faint()) > 0);
    await page.page.keyboard.press("Delete");
    await until(async () => (await faint()) === 0);
    const isFocused = await grip.evaluate((one) => one === document.activeElement);
    assert.ok(isFocused, "the focus stays on the axis");
    await page.page.keyboard.press("ArrowDown");
    await until(async () => (await faint()) > 0);
    await page.shot("analysis-parallel-keys");
  });

  it("tells which parameter matters", async () => {
    await choose("Kind of chart", "Parameter importance");
    const first = page.page.locator(".importance tbody tr").first();
    assert.match(await first.innerText(), /^lr\s/);
    await page.shot("analysis-importance");
  });

  it("draws a dot, or a bar, for each run, and keeps what was set over a reload", async () => {
    await choose("Kind of chart", "Bars");
    await until(async () => (await page.page.locator(".bars tr").count()) === 12);
    await page.shot("analysis-bars");
    await choose("Kind of chart", "Scatter");
    await choose("By parameter", "lr");
    await page.page.reload();
    await until(async () => (await page.page.locator(".dot").count()) === 12);
    await page.page.locator('.dot[tabindex="0"]').focus();
    await page.page.keyboard.press("End");
    await page.page.locator(".dot:focus-visible + .dot-name").waitFor();
    await page.shot("analysis-scatter");
  });

  it("leaves nothing but a chart that fills the page to the keys, and gives the focus back", async () => {
    await page.page.getByRole("tab", { name: "Charts" }).click();
    const full = page.page.getByRole("button", { name: "Full screen" }).first();
    await full.focus();
    await page.page.keyboard.press("Enter");
    await page.page.locator(".card.full-screen").waitFor();
    const isInside = () =>
      page.page.evaluate(() => document.activeElement?.closest(".card.full-screen") !== null);
    for (let i = 0; i < 12; i++) {
      assert.ok(await isInside(), `after ${i} times Tab`);
      await page.page.keyboard.press(i < 6 ? "Tab" : "Shift+Tab");
    }
    await page.page.reload();
    await page.page.locator(".card.full-screen").waitFor();
    await until(isInside);
    await page.page.keyboard.press("Escape");
    await page.page.locator(".card.full-screen").waitFor({ state: "detached" });
    await full.focus();
    await page.page.keyboard.press("Enter");
    await page.page.getByRole("button", { name: "Leave full screen" }).waitFor();
    await page.page.locator(".card.full-screen .plot").focus();
    await page.page.keyboard.press("Escape");
    await until(() => full.evaluate((one) => one === document.activeElement));
    // The rest of the page can be reached again.
    await page.page.getByRole("tab", { name: "Analysis" }).click();
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
  });
});
