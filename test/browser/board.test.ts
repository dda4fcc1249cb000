import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import type { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const ends = ["finished", "failed", "interrupted", "finished"];

/** Four runs with an outlier each, that ended differently. */
function writeRuns(store: TempStore): void {
  for (const [i, status] of ends.entries()) {
    store.writeRun({
      id: `20260101_12000${i}_aaaaaa`,
      meta: { alias: `run ${i}` },
      status: { status, started_at: 1_767_268_800, ended_at: 1_767_268_900 },
      summary: { best_metric_name: "val/loss", best_metric_mode: "min" },
      points: Array.from({ length: 3000 - 200 * i }, (_, step) => ({
        "train/loss": step === 1500 ? 400 : i / 4 + 2 / (1 + step / 100) + Math.sin(step) / 9,
        "train/accuracy": 1 - 1 / (2 + step / 300 + i),
        ...(step % 10 === 0 && { "val/loss": i / 4 + 2.2 / (1 + step / 90) + (step / 4000) ** 2 }),
        lr: 0.1 / (1 + step),
      })),
    });
  }
}

interface Asked {
  readonly x: string;
  readonly series: readonly { readonly key: string }[];
  readonly smoothing?: { readonly kind: string };
  readonly range?: { readonly min?: number; readonly max?: number };
}

describe("a board of charts in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  const asked: Asked[] = [];

  before(async () => {
    stage = await BrowserStage.set(writeRuns);
    page = await stage.open();
    await page.page.locator(".card").first().waitFor();
    const ids = await page.page.evaluate(async () => {
      const answer = await fetch("/api/v2/runs?sort=created_at&order=asc");
      const { runs } = (await answer.json()) as { runs: { id: string }[] };
      return runs.map(({ id }) => id).sort();
    });
    page.page.on("request", (request) => {
      if (request.url().endsWith("/metrics/query")) asked.push(request.postDataJSON() as Asked);
    });
    await page.page.goto(stage.comparison(ids));
    await page.untilDrawn("train/loss", 3000);
  });

  after(() => stage.strike());

  const card = (metric: string) => page.page.locator(`[data-metric="${metric}"]`);
  const choose = async (list: string, name: string) => {
    await page.page.getByRole("combobox", { name: list }).last().click();
    await page.page.getByRole("option", { name, exact: true }).click();
  };
  const openMenu = async (metric: string, item: string) => {
    await card(metric).getByRole("button", { name: "More actions" }).click();
    await page.page.getByRole("menuitem", { name: item }).click();
  };
  const openSettings = () => page.page.getByRole("button", { name: "Chart settings" }).click();
  const close = () => page.page.keyboard.press("Escape");
  const shownCards = () =>
    page.page
      .locator(".card:visible")
      .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-metric")));
  const download = async (metric: string, item: string): Promise<Buffer> => {
    const waiting = page.page.waitForEvent("download");
    await openMenu(metric, item);
    return readFileSync(await (await waiting).path());
  };

  it("smooths in four ways, as the viewer counts it", async () => {
    await page.page.getByRole("slider", { name: "Smoothing" }).fill("0.8");
    await until(() => asked.at(-1)?.smoothing?.kind === "time_ema");
    await openSettings();
    for (const [name, kind] of [
      ["EMA", "ema"],
      ["Gaussian", "gaussian"],
      ["Running mean", "mean"],
    ] as const) {
      await choose("Kind of smoothing", name);
      await until(() => asked.at(-1)?.smoothing?.kind === kind);
    }
    await page.shot("board-settings");
    await close();
  });

  it("clips outliers, and says and marks where they are", async () => {
    await openSettings();
    await choose("Outliers", "Clip 2 % at each end");
    await close();
    await card("train/loss").getByText("places beyond the axis").waitFor();
    await page.shot("board-clipped");
    await openSettings();
    await choose("Outliers", "Show all");
    await close();
  });

  it("shows a stretch that was typed, in all linked charts", async () => {
    await openSettings();
    await page.page.getByRole("textbox", { name: "X from" }).fill("1,000");
    await page.page.getByRole("textbox", { name: "X to" }).fill("2e3");
    await page.page.keyboard.press("Enter");
    await close();
    await until(async () => (await page.page.locator(".plot-reset:not([hidden])").count()) === 4);
    await openSettings();
    await page.page.getByRole("textbox", { name: "X from" }).fill("");
    await page.page.getByRole("textbox", { name: "X to" }).fill("");
    await page.page.keyboard.press("Enter");
    await close();
    await until(async () => (await page.page.locator(".plot-reset:not([hidden])").count()) === 0);
  });

  it("marks the place of the pointer in every chart", async () => {
    const box = (await page.plot("train/loss").boundingBox())!;
    await page.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await until(async () => (await page.page.locator(".crosshair:not([hidden])").count()) === 4);
  });

  it("is read by keyboard, point by point", async () => {
    await page.page.mouse.move(5, 5);
    await page.plot("train/accuracy").focus();
    const title = page.page.locator("#panel-charts .tooltip-title");
    await page.page.keyboard.press("Shift+ArrowRight");
    const first = await title.innerText();
    await page.page.keyboard.press("Shift+ArrowRight");
    const second = await title.innerText();
    assert.match(first, /^Step /);
    assert.notEqual(second, first);
    await page.plot("train/accuracy").blur();
    await page.page.locator("#panel-charts .tooltip").waitFor({ state: "hidden" });
  });

  it("draws one chart otherwise than the others, and like them again", async () => {
    await openMenu("lr", "Settings…");
    const before = asked.length;
    await choose("X axis", "Wall time");
    await page.page.getByRole("checkbox", { name: "Log x" }).last().click();
    await close();
    await until(() => asked.slice(before).some(({ x }) => x === "time"));
    assert.ok(asked.slice(before).every(({ series }) => series.every(({ key }) => key === "lr")));
    await page.shot("board-own");
    await openMenu("lr", "Settings…");
    await page.page.getByRole("button", { name: "Like the board" }).click();
    await until(() => asked.at(-1)?.x === "step");
  });

  it("has room for a logarithmic x axis in every decade", async () => {
    const before = asked.length;
    await openSettings();
    await page.page.getByRole("checkbox", { name: "Log x" }).click();
    await close();
    await until(() => {
      const ranges = asked.slice(before).map(({ range }) => range?.max);
      return ranges.includes(30) && ranges.includes(300);
    });
    await page.shot("board-log-x");
    await openSettings();
    await page.page.getByRole("checkbox", { name: "Log x" }).click();
    await close();
  });

  it("shows one chart over the whole page, where its legend lets a line stand out", async () => {
    await card("train/loss").getByRole("button", { name: "Full screen" }).click();
    const legend = card("train/loss").getByRole("list", { name: "Legend" });
    await legend.getByRole("button", { name: "run 1" }).click();
    await legend.getByRole("button", { name: "run 1", pressed: true }).waitFor();
    await page.shot("board-full-screen");
    await legend.getByRole("button", { name: "run 1" }).click();
    await legend.getByRole("button", { name: "run 1", pressed: false }).waitFor();
    await close();
    await until(async () => (await page.page.locator(".full-screen").count()) === 0);
  });

  it("draws several metrics in one chart, dashes telling them apart", async () => {
    const filter = page.page.getByRole("textbox", { name: "Filter metrics" });
    await filter.fill("loss$");
    await openSettings();
    await page.page.getByRole("button", { name: "New combined chart" }).click();
    const combined = page.page.locator('[data-metric^="combined:"]');
    await combined.getByRole("button", { name: "run 3 · val/loss" }).waitFor();
    assert.equal(await combined.locator(".legend-line").count(), 8);
    await page.shot("board-combined");
    await filter.fill("");
  });

  it("is saved as numbers, as a drawing and as a picture", async () => {
    const id = (await shownCards()).find((key) => key?.startsWith("combined:")) ?? "";
    const rows = String(await download(id, "Save as CSV")).split("\r\n");
    assert.match(rows[0] ?? "", /^metric,line,x_first,x_last,mean,min,max/);
    assert.ok(rows.some((row) => row.startsWith('"val/loss","run 0 · val/loss",')));
    const drawing = String(await download(id, "Save as SVG"));
    assert.match(drawing, /^<svg[^]*run 2 · train\/loss[^]*<\/svg>\n$/u);
    const picture = await download(id, "Save as PNG");
    assert.equal(picture.subarray(1, 4).toString(), "PNG");
  });

  it("keeps order, combined charts and size over a reload", async () => {
    await card("train/loss").getByRole("button", { name: "More actions" }).focus();
    const before = await shownCards();
    await page.page.keyboard.press("Alt+ArrowLeft");
    const after = await shownCards();
    assert.notDeepEqual(after, before);
    await openSettings();
    await choose("Chart size", "Small");
    await close();
    await page.page.reload();
    await page.untilDrawn("train/loss", 3000);
    assert.deepEqual(await shownCards(), after);
    await page.shot("board-small");
  });

  it("forgets a combined chart that is removed, also where another takes its place", async () => {
    const id = (await shownCards()).find((key) => key?.startsWith("combined:")) ?? "";
    await openMenu(id, "Remove this chart");
    await until(async () => !(await shownCards()).includes(id));
    await page.page.getByRole("textbox", { name: "Filter metrics" }).fill("accuracy|lr");
    await openSettings();
    await page.page.getByRole("button", { name: "New combined chart" }).click();
    await card(id).getByRole("heading", { name: "accuracy|lr" }).waitFor();
    await card(id).getByRole("button", { name: "run 3 · lr" }).waitFor();
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
