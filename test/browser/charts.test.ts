import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";

import type { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const spikeAt = 61_803;
const blue = [55, 148, 255] as const;
const red = [241, 76, 76] as const;

/** 100,000 points with one spike, and one metric each for what is drawn differently. */
function writeRun(store: TempStore): void {
  const points = Array.from({ length: 100_000 }, (_, i): Record<string, number> => {
    const point: Record<string, number> = { loss: i === spikeAt - 1 ? 25 : 2 + Math.sin(i / 9000) };
    if (i % 100 === 0) point["signed"] = Math.sin(i / 20_000);
    if (i % 1000 === 0) {
      point["broken"] = i >= 40_000 && i < 60_000 ? NaN : i === 80_000 ? Infinity : 1;
      point["noisy"] = (i / 1000) % 2;
      point["decay"] = 10 ** (-i / 20_000);
    }
    return point;
  });
  const directory = store.writeRun({
    id: "20260101_120000_spikes",
    points,
    config: { optimizer: { lr: 3e-4, name: "adamw" }, text: "two\nlines" },
    summary: { final: 0.5 },
    meta: { display_name: "A run with a spike", tags: ["baseline"] },
  });
  for (let step = 0; step < 50; step++) {
    const edges = Array.from({ length: 31 }, (_, i) => -1.5 + i / 10);
    const counts = edges.slice(1).map((edge) => 1e4 * Math.exp(-(((edge - step / 80) / 0.3) ** 2)));
    const data = { key: "weights", edges, counts, step, global_step: step };
    const line = JSON.stringify({ ts: 1_767_268_800 + step, type: "histogram", data });
    appendFileSync(path.join(directory, "events.jsonl"), `${line}\n`);
  }
}

describe("charts in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  const queries: { range?: { min?: number; max?: number } }[] = [];

  before(async () => {
    stage = await BrowserStage.set(writeRun);
    page = await stage.open();
    page.page.on("request", (request) => {
      if (request.url().endsWith("/metrics/query")) queries.push(request.postDataJSON());
    });
    await page.untilDrawn("loss", 99_999);
  });

  after(() => stage.strike());

  /** The box of the inside of a chart's axes, in page pixels. */
  const box = async (metric: string) => {
    await page.plot(metric).scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await page.plot(metric).boundingBox())!;
    return { left: x + 50, right: x + width - 8, top: y + 6, bottom: y + height - 24 };
  };
  const drag = async (metric: string, from: number, to: number) => {
    const { left, right, top } = await box(metric);
    await page.page.mouse.move(left + from * (right - left), top + 40);
    await page.page.mouse.down();
    await page.page.mouse.move(left + to * (right - left), top + 60, { steps: 4 });
    await page.page.mouse.up();
  };
  const tooltipAt = async (metric: string, at: number) => {
    const { left, right, top } = await box(metric);
    await page.page.mouse.move(left + at * (right - left), top + 50);
    return page.page.locator("#panel-charts .tooltip").innerText();
  };

  it("shows one point in 100,000 at full zoom-out", async () => {
    // The line runs at the foot of the plot; only the spike reaches its middle.
    const inSpike = (x: number, y: number) => y > 0.1 && y < 0.6 && x > 0.55 && x < 0.75;
    assert.ok((await page.count("loss", blue, inSpike)) > 10);
    await page.shot("charts-dark");
  });

  it("asks again for what a drag selects, down to the exact point", async () => {
    for (const half of [0.06, 0.06, 0.06]) {
      const before = queries.length;
      const width = await page.page.evaluate(() => document.body.clientWidth);
      assert.ok(width > 0);
      const at = await spikePlace();
      await drag("loss", Math.max(0, at - half), Math.min(1, at + half));
      await until(() => queries.length > before);
      await until(async () => (await page.plot("loss").getAttribute("data-drawn")) !== null);
    }
    const range = queries.at(-1)?.range;
    assert.ok(range?.min !== undefined && range.max !== undefined);
    assert.ok(range.max - range.min < 1000 && range.min < spikeAt && range.max > spikeAt);
    // The inside of the axes ends a few pixels earlier where the last label needs room.
    let offset = -0.03;
    const text = await until(async () => {
      offset = offset > 0.03 ? -0.03 : offset + 0.002;
      const text = await tooltipAt("loss", (await spikePlace()) + offset);
      return text.includes("Step 61,803") && text;
    });
    assert.match(text, /Value\s+25/);
    await page.shot("charts-zoomed");
  });

  /** Where in the visible window the spike lies, 0 to 1. The page keeps the window in its own state. */
  async function spikePlace(): Promise<number> {
    const kept = await page.page.evaluate(() => sessionStorage.getItem("runicorn.dashboard"));
    const window = (JSON.parse(kept ?? "{}") as { ui?: { window?: { min: number; max: number } } })
      .ui?.window;
    const { min, max } = window ?? { min: 1, max: 100_000 };
    return (spikeAt - min) / (max - min);
  }

  it("zooms all linked charts at once, and goes back by double click", async () => {
    await page.page
      .getByRole("button", { name: "Reset zoom" })
      .nth(1)
      .waitFor({ state: "attached" });
    assert.equal(await page.page.locator(".plot-reset:not([hidden])").count(), 5);
    const { left, top } = await box("loss");
    await page.page.mouse.dblclick(left + 50, top + 50);
    await until(async () => (await page.page.locator(".plot-reset:not([hidden])").count()) === 0);
  });

  it("zooms and pans by keyboard, and by the wheel with Ctrl", async () => {
    await page.plot("loss").focus();
    await page.page.keyboard.press("+");
    await page.page.keyboard.press("ArrowRight");
    await page.page.keyboard.press("ArrowRight");
    await page.page.locator(".plot-reset:not([hidden])").first().waitFor({ state: "attached" });
    assert.ok((await spikePlace()) < 0.4);
    await page.page.keyboard.press("0");
    await until(async () => (await page.page.locator(".plot-reset:not([hidden])").count()) === 0);
    const { left, top } = await box("signed");
    await page.page.mouse.move(left + 100, top + 50);
    await page.page.keyboard.down("Control");
    await page.page.mouse.wheel(0, -300);
    await page.page.keyboard.up("Control");
    await page.page.locator(".plot-reset:not([hidden])").first().waitFor({ state: "attached" });
    await page.plot("loss").focus();
    await page.page.keyboard.press("0");
  });

  it("marks NaN and infinity at the edges, and says how many", async () => {
    await page.plot("broken").scrollIntoViewIfNeeded();
    await page.untilDrawn("broken");
    const foot = (x: number, y: number) => y > 0.8 && x > 0.4 && x < 0.75;
    const head = (x: number, y: number) => y < 0.2 && x > 0.75;
    assert.ok((await page.count("broken", red, foot)) > 100, "NaN at the foot");
    assert.ok((await page.count("broken", red, head)) > 10, "infinity at the head");
    const card = page.page.locator('[data-metric="broken"]');
    await card.getByText("20 NaN · 1 infinite").waitFor();
  });

  it("has a log axis that turns a decay into a line and says what it leaves out", async () => {
    await page.plot("decay").scrollIntoViewIfNeeded();
    await page.untilDrawn("decay");
    const upperHalf = (_: number, y: number) => y < 0.4;
    const linear = await page.count("decay", blue, upperHalf);
    await page.page.getByRole("checkbox", { name: "Log y" }).click();
    await until(async () => (await page.count("decay", blue, upperHalf)) > linear * 2);
    await page.page.locator('[data-metric="signed"]').getByText("values ≤ 0 not shown").waitFor();
    await page.page.getByRole("checkbox", { name: "Log y" }).click();
  });

  it("smooths, with the raw line faint behind", async () => {
    await page.plot("noisy").scrollIntoViewIfNeeded();
    await page.untilDrawn("noisy");
    const peaks = (x: number, y: number) => y < 0.15 && x > 0.5;
    const middle = (x: number, y: number) => y > 0.35 && y < 0.5 && x > 0.5;
    assert.ok((await page.count("noisy", blue, peaks, 200)) > 50);
    await page.page.getByRole("slider", { name: "Smoothing" }).fill("0.9");
    await until(async () => (await page.count("noisy", blue, peaks, 200)) === 0);
    assert.ok((await page.count("noisy", blue, peaks)) > 50, "the raw line is still there");
    assert.ok(
      (await page.count("noisy", blue, middle, 200)) > 50,
      "the smoothed line runs in the middle",
    );
    await page.shot("charts-smoothed");
    await page.page.getByRole("slider", { name: "Smoothing" }).fill("0");
  });

  it("counts x in steps, relative and wall time", async () => {
    for (const name of ["Relative time", "Wall time", "Step"]) {
      const before = name === "Step" ? -1 : queries.length;
      await page.page.locator(".toolbar vscode-dropdown").first().click();
      await page.page.getByRole("option", { name }).click();
      await until(() => queries.length > before);
    }
    await page.untilDrawn("loss", 99_999);
  });

  it("filters metrics by name, and keeps what was set over a reload", async () => {
    const filter = page.page.getByRole("textbox", { name: "Filter metrics (regex)" });
    await filter.fill("^s|^n");
    await until(async () => (await page.page.locator("[data-metric]:visible").count()) === 2);
    await page.page.reload();
    await page.untilDrawn("signed");
    assert.equal(await page.page.locator("[data-metric]:visible").count(), 2);
    await filter.fill("");
    await page.untilDrawn("loss");
  });

  it("shows histograms over their steps", async () => {
    const map = page.page.locator('[data-histogram="weights"] .histogram-map');
    await map.scrollIntoViewIfNeeded();
    await until(async () => (await map.getAttribute("data-columns")) === "51");
    const box = await map.boundingBox();
    assert.ok(box);
    await page.page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
    const tooltip = map.locator(".tooltip");
    await tooltip.filter({ hasText: /Step \d+.*Values.* – .*Count/su }).waitFor();
    await page.shot("charts-histogram");
    await page.page.mouse.move(0, 0);
    await tooltip.waitFor({ state: "hidden" });
    // By keys, which say it to those who do not see it.
    await map.focus();
    await page.page.keyboard.press("ArrowUp");
    const told = map.getByRole("status");
    const last = await until(() => told.innerText());
    await page.page.keyboard.press("ArrowLeft");
    await until(async () => (await told.innerText()) !== last);
    assert.match(
      await told.innerText(),
      /^Step [\d,]+, Values .+ – .+, Count [\d,]+ \(.+ %\), Total [\d,]+$/,
    );
    await page.page.keyboard.press("Escape");
    await tooltip.waitFor({ state: "hidden" });
  });

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
