import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { writeSweepRuns } from "../pages/sweepRuns.ts";
import { sweepSteps } from "../pages/sweepSteps.ts";
import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("the analysis of a sweep in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  let directories: readonly string[];

  before(async () => {
    stage = await BrowserStage.set((store) => {
      directories = writeSweepRuns(store);
    });
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

  const sweep = sweepSteps(() => page);
  const choose = async (list: string, name: string) => {
    await page.page.getByRole("combobox", { name: list }).click();
    await page.page.getByRole("option", { name, exact: true }).click();
  };
  const save = async (kind: string) => {
    await page.page.getByRole("button", { name: "Save…" }).click();
    const [file] = await Promise.all([
      page.page.waitForEvent("download"),
      page.page.getByRole("menuitem", { name: `Save as ${kind}` }).click(),
    ]);
    return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
  };

  it("begins with what the runs care for, and says which have none of it", sweep.begin);
  it("shows only the runs of a stretch, and all again", sweep.narrow);
  it("picks dots by a frame, by a click and by keyboard, and hides their runs", sweep.pickDots);
  it("takes other axes, logarithmic or not", sweep.changeAxes);
  it("weighs parameters, and draws the best run first", sweep.weigh);

  it("saves plots as pictures, drawings and tables", async () => {
    const bars = await save("PNG");
    assert.equal(bars.name, "val-loss-best.png");
    assert.equal(bars.content.subarray(1, 4).toString(), "PNG");
    await choose("Kind of chart", "Parameter importance");
    const importance = await save("CSV");
    assert.equal(importance.name, "Importance-for-val-loss-best.csv");
    assert.match(importance.content.toString(), /^parameter,importance,spearman.*\r\nlr,0\.\d+,/u);
    await choose("Kind of chart", "Parallel coordinates");
    const table = await save("CSV");
    const lines = table.content.toString().trim().split("\r\n");
    assert.equal(lines.length, 31, "runs without the outcome, too");
    const drawing = (await save("SVG")).content.toString();
    // What programs that read drawings know.
    assert.ok(!/color-mix|oklab|var\(|style=|class=/u.test(drawing));
    assert.equal(drawing.match(/<path /gu)?.length, 30);
    assert.match(drawing, />val\/loss \(best\)</u);
  });

  it("lets a pointer finish what it began while points come", async () => {
    const grip = page.page.locator(".parallel-axis .grip").last();
    // Not before the plot lies still: what comes late of a run moves its axes.
    await grip.hover();
    const box = (await grip.boundingBox())!;
    await page.page.mouse.move(box.x + 10, box.y + box.height / 2);
    await page.page.mouse.down();
    await page.page.mouse.move(box.x + 10, box.y + box.height - 20, { steps: 3 });
    appendPoints(directories[29]!, [{ "val/loss": 0.001, "train/loss": 0.1 }], 21);
    // The list of runs knows it; the plot waits.
    await until(async () => {
      const text = await page.page.locator('.compared-run[data-ref$="132900_bbbbbb"]').innerText();
      return /0\.001/u.test(text);
    });
    await page.page.mouse.move(box.x + 10, box.y + box.height, { steps: 3 });
    await page.page.mouse.up();
    await until(async () => (await page.page.locator(".run-line.faint").count()) > 3);
    await page.page.getByRole("button", { name: "Choose none" }).click();
  });

  it("keeps its axes apart in a narrow window, which scrolls to those beyond", async () => {
    await page.page.setViewportSize({ width: 380, height: 900 });
    const names = page.page.locator(".parallel-axis .axis-name");
    const boxes = async () =>
      names.evaluateAll((all) =>
        all.map((one) => {
          const { left, right } = one.getBoundingClientRect();
          return { left, right };
        }),
      );
    const apart = async () => {
      const all = await boxes();
      return all.every(({ left }, i) => i === 0 || left > (all[i - 1]?.right ?? NaN));
    };
    await until(apart);
    await page.page.locator(".parallel-axis .grip").last().focus();
    await until(async () => ((await boxes()).at(-1)?.right ?? NaN) <= 380);
    // Points that come do not take the reader back to the first axis.
    appendPoints(directories[29]!, [{ "val/loss": -3 }], 22);
    const ticks = page.page.locator(".parallel-axis").last().locator(".tick");
    await until(async () => (await ticks.allTextContents()).includes("-3"));
    assert.ok(((await boxes()).at(-1)?.right ?? NaN) <= 380);
    const overflow = await page.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0);
    await page.shot("sweep-narrow");
    await page.page.setViewportSize({ width: 1400, height: 900 });
  });

  it("opens the run of a dot by keyboard, and met no error on the way", async () => {
    await choose("Kind of chart", "Scatter");
    await page.page.locator('.dot[tabindex="0"]').waitFor();
    assert.deepEqual(await seriousViolations(page.page), []);
    await page.page.locator('.dot[tabindex="0"]').focus();
    await page.page.keyboard.press("Enter");
    await page.page.waitForURL((url) => url.pathname !== "/compare");
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
