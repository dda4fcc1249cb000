import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import { png, writeRichRun } from "./richRun.ts";
import type { WatchedPage } from "./watchedPage.ts";

const ids = ["20260101_120001_aaaaaa", "20260101_120002_bbbbbb"];

describe("a picture that is shown large", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  const directories: string[] = [];

  before(async () => {
    stage = await BrowserStage.set((store) => {
      for (const [i, id] of ids.entries()) {
        const directory = writeRichRun(store, id, { colour: 60 + i * 120 });
        directories.push(directory);
        writeFileSync(path.join(directory, "media/sample_10.png"), png(28, [200, 40, i * 200]));
        writeFileSync(path.join(directory, "media/sample_20.png"), png(3000, [40, 200, i * 200]));
      }
    });
    page = await stage.open(`/runs/${ids[0]}`);
  });

  after(() => stage.strike());

  const openMedia = () => page.page.getByRole("tab", { name: /^Media/u }).click();
  const dialog = () => page.page.getByRole("dialog", { name: "samples" });
  const image = () => dialog().locator("img");
  const shown = () =>
    image().evaluate((img: HTMLImageElement) => ({
      width: img.clientWidth,
      height: img.clientHeight,
      natural: img.naturalWidth,
      rendering: getComputedStyle(img).imageRendering,
    }));
  const untilStep = (step: number) =>
    dialog().getByText(`step ${step} · after ${step} steps`).waitFor();

  it("is opened by its picture, goes from step to step by arrow keys, and is closed by Escape", async () => {
    await openMedia();
    const opener = page.page.getByRole("button", { name: "samples: after 30 steps" });
    await opener.click();
    await untilStep(30);
    await page.page.keyboard.press("ArrowLeft");
    await untilStep(20);
    await page.page.keyboard.press("ArrowLeft");
    await untilStep(10);
    await page.page.keyboard.press("ArrowLeft");
    await untilStep(10);
    await page.page.keyboard.press("ArrowRight");
    await untilStep(20);
    await dialog().getByRole("button", { name: "Next step" }).click();
    await untilStep(30);
    await page.page.keyboard.press("Escape");
    await until(async () => (await dialog().count()) === 0);
    // The keyboard is where it was: Enter opens it again.
    assert.equal(await opener.evaluate((node) => node === document.activeElement), true);
    await page.page.keyboard.press("Enter");
    await untilStep(30);
    await page.page.keyboard.press("Escape");
  });

  it("fits into the window, small ones pixel by pixel, or has its own size", async () => {
    await page.page.getByRole("button", { name: /^samples:/u }).click();
    await page.page.keyboard.press("ArrowLeft");
    await untilStep(20);
    await until(async () => (await shown()).natural === 3000);
    const { width, height } = await shown();
    assert.ok(width < 900 && Math.abs(width - height) <= 1, `${width}x${height}`);
    await dialog().getByRole("button", { name: "100 %" }).click();
    assert.equal((await shown()).width, 3000);
    await dialog().getByText("3,000 × 3,000 pixels, 100 %").waitFor();
    await page.page.keyboard.press("ArrowLeft");
    await until(async () => (await shown()).width === 28);
    await dialog().getByRole("button", { name: "Fit" }).click();
    const small = await shown();
    assert.ok(small.width > 500 && small.width % 28 === 0, `${small.width}`);
    assert.equal(small.rendering, "pixelated");
    assert.deepEqual(await seriousViolations(page.page), []);
    await page.shot("image-small");
    await page.page.setViewportSize({ width: 380, height: 700 });
    await until(async () => (await shown()).width < 380);
    assert.ok((await shown()).width >= 10 * 28);
    await page.shot("image-narrow");
    await page.page.setViewportSize({ width: 1400, height: 900 });
  });

  it("is saved as it was logged", async () => {
    const [download] = await Promise.all([
      page.page.waitForEvent("download"),
      dialog().getByRole("button", { name: "Save…" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "sample_10.png");
    const saved = readFileSync(await download.path());
    assert.ok(saved.equals(readFileSync(path.join(directories[0]!, "media/sample_10.png"))));
    await page.page.keyboard.press("Escape");
    assert.deepEqual([page.errors, await page.violations()], [[], []]);
  });

  it("is that of its run in a comparison, whose steps go on together", async () => {
    await page.page.goto(stage.comparison(ids));
    await openMedia();
    const openers = page.page.getByRole("button", { name: /^samples:/u });
    await until(async () => (await openers.count()) === 2);
    await openers.nth(1).click();
    await untilStep(30);
    await page.page.keyboard.press("ArrowLeft");
    await untilStep(20);
    await page.page.keyboard.press("ArrowLeft");
    await untilStep(10);
    assert.match((await image().getAttribute("src")) ?? "", new RegExp(ids[1]!, "u"));
    const [download] = await Promise.all([
      page.page.waitForEvent("download"),
      dialog().getByRole("button", { name: "Save…" }).click(),
    ]);
    const saved = readFileSync(await download.path());
    assert.ok(saved.equals(readFileSync(path.join(directories[1]!, "media/sample_10.png"))));
    await page.page.keyboard.press("Escape");
    await page.page.locator('.media-pane figure[data-step="10"] img').first().waitFor();
    assert.deepEqual([page.errors, await page.violations()], [[], []]);
  });
});
