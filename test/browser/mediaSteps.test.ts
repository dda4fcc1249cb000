import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import { png } from "./richRun.ts";
import type { WatchedPage } from "./watchedPage.ts";

const ids = ["20260101_120001_aaaaaa", "20260101_120002_bbbbbb"];
const perStep = 16;
const remarks = 5000;
const histograms = 6000;

/** Sixteen pictures at each step, and more of other things than a page holds. */
function writeMedia(directory: string, colour: number): void {
  mkdirSync(path.join(directory, "media"), { recursive: true });
  const lines: string[] = [];
  const log = (type: string, step: number, data: object) =>
    lines.push(`${JSON.stringify({ ts: 1_767_268_800 + step, type, data: { step, ...data } })}\n`);
  for (const step of [10, 20]) {
    for (let n = 0; n < perStep; n++) {
      const file = `media/grid_${step}_${n}.png`;
      writeFileSync(path.join(directory, file), png(64, [colour, n * 15, step * 10]));
      log("image", step, { key: "samples", path: file, caption: `digit ${n}` });
    }
  }
  for (let step = 1; step <= remarks; step++)
    log("text", step, { key: "remark", text: `#${step}` });
  for (let step = 1; step <= histograms; step++) {
    log("histogram", step, { key: "weights", counts: [1, step, 1], edges: [0, 1, 2, 3] });
  }
  for (let n = 0; n < 101; n++) log("histogram", 1, { key: `w${n}`, counts: [1], edges: [0, 1] });
  appendFileSync(path.join(directory, "events.jsonl"), lines.join(""));
}

describe("media of many steps, and many of one step", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  const directories: string[] = [];

  before(async () => {
    stage = await BrowserStage.set((store) => {
      for (const [i, id] of ids.entries()) {
        const directory = store.writeRun({
          id,
          project: "vision",
          name: "digits",
          meta: { alias: `run ${i}` },
          status: { status: "running" },
          points: [{ loss: 1 }],
        });
        directories.push(directory);
        writeMedia(directory, 60 + i * 120);
      }
    });
    page = await stage.open(`/runs/${ids[0]}`);
    // A page that is opened while a run is read for the first time is another matter.
    await until(
      () =>
        page.page.evaluate(async (all) => {
          const counts = all.map(async (id) => {
            const answer = await fetch(`/api/v2/runs/${id}/media?limit=1`);
            return ((await answer.json()) as { keys: unknown[] }).keys.length;
          });
          return (await Promise.all(counts)).every((count) => count === 104);
        }, ids),
      { timeout: 30_000 },
    );
    await page.page.reload();
  });

  after(() => stage.strike());

  const tab = (name: string) =>
    page.page.getByRole("tab", { name: new RegExp(`^${name}`, "u") }).click();
  const section = (key: string) => page.page.locator(".media-section", { hasText: key });
  const logNow = (event: { type: string; data: object }) =>
    appendFileSync(
      path.join(directories[0]!, "events.jsonl"),
      `${JSON.stringify({ ts: 1_767_280_000, ...event })}\n`,
    );

  it("shows all pictures of a step beside each other; the slider goes from step to step", async () => {
    await tab("Media");
    const images = section("samples");
    await until(async () => (await images.locator('figure[data-step="20"] img').count()) === 16);
    assert.equal(await images.getByText("digit 15").count(), 1);
    const slider = images.getByRole("slider", { name: "Step" });
    assert.equal(await slider.getAttribute("max"), "1");
    await slider.focus();
    await page.page.keyboard.press("ArrowLeft");
    await until(async () => (await images.locator('figure[data-step="10"] img').count()) === 16);
    await page.page.keyboard.press("ArrowRight");
    await until(async () => (await images.locator('figure[data-step="20"] img').count()) === 16);
    await page.shot("media-grid");
    logNow({ type: "image", data: { key: "samples", step: 30, path: "media/grid_10_0.png" } });
    await images.locator('figure[data-step="30"] img').waitFor();
    assert.equal(await images.locator("img").count(), 1);
    assert.deepEqual(await seriousViolations(page.page), []);
  });

  it("has the first, the newest and what comes in reach, and says that not all are shown", async () => {
    const texts = section("remark");
    await texts.getByText(`#${remarks}`, { exact: true }).waitFor();
    await texts.getByText(/^2,5\d\d of 5,000, evenly over the whole run/u).waitFor();
    const slider = texts.getByRole("slider", { name: "Step" });
    await slider.focus();
    await page.page.keyboard.press("Home");
    await texts.getByText("#1", { exact: true }).waitFor();
    logNow({ type: "text", data: { key: "remark", step: 9000, text: "still here" } });
    await texts.getByText(/ of 5,001, evenly over the whole run/u).waitFor();
    assert.equal(await texts.getByText("#1", { exact: true }).count(), 1, "it stays where it was");
    await page.page.keyboard.press("End");
    await texts.getByText("still here").waitFor();
  });

  it("shows the newest histograms of all, and says how many keys are left out", async () => {
    await tab("Charts");
    const count = page.page.locator('[data-histogram="weights"] .card-last');
    await count.filter({ hasText: /^\d+ of 6,000$/u }).waitFor();
    await page.page.getByText("2 more keys of histograms are not shown.").waitFor();
    logNow({
      type: "histogram",
      data: { key: "weights", step: 9000, counts: [1], edges: [0, 1] },
    });
    await count.filter({ hasText: /^\d+ of 6,001$/u }).waitFor();
    await count.scrollIntoViewIfNeeded();
    await page.shot("histograms-thinned");
  });

  it("shows the pictures of a step of each run in a comparison", async () => {
    await page.page.goto(stage.comparison(ids));
    await tab("Media");
    const images = section("samples");
    await page.page.getByRole("slider", { name: "Step" }).focus();
    await until(async () => (await images.locator('figure[data-step="20"] img').count()) === 16);
    await page.page.keyboard.press("Home");
    await until(async () => (await images.locator('figure[data-step="10"] img').count()) === 32);
    await page.shot("compare-media-grid");
    assert.deepEqual(await seriousViolations(page.page), []);
  });
});
