import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { until } from "#test/support/until.ts";

import { writeBoardRuns } from "../pages/boardRuns.ts";
import { boardSteps } from "../pages/boardSteps.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

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
    let ids: string[] = [];
    stage = await BrowserStage.set((store) => {
      ids = writeBoardRuns(store);
    });
    page = await stage.open();
    await page.page.locator(".card").first().waitFor();
    page.page.on("request", (request) => {
      if (request.url().endsWith("/metrics/query")) asked.push(request.postDataJSON() as Asked);
    });
    await page.page.goto(stage.comparison(ids));
    await page.untilDrawn("train/loss", 3000);
  });

  after(() => stage.strike());

  const board = boardSteps(() => page);
  const download = async (metric: string, item: string): Promise<Buffer> => {
    const waiting = page.page.waitForEvent("download");
    await board.openMenu(metric, item);
    return readFileSync(await (await waiting).path());
  };

  it("smooths in four ways, as the viewer counts it", () =>
    board.smooth((kind) => until(() => asked.at(-1)?.smoothing?.kind === kind)));

  it("clips outliers, and says and marks where they are", board.clip);

  it("shows a stretch that was typed, in all linked charts", board.typeRange);

  it("marks the place of the pointer in every chart", board.point);

  it("is read by keyboard, point by point", board.read);

  it("draws one chart otherwise than the others, and like them again", async () => {
    const before = asked.length;
    await board.drawOneOtherwise();
    assert.ok(asked.slice(before).some(({ x }) => x === "time"));
    assert.ok(asked.slice(before).every(({ series }) => series.every(({ key }) => key === "lr")));
    await board.drawItAlike();
    assert.equal(asked.at(-1)?.x, "step");
  });

  it("has room for a logarithmic x axis in every decade", async () => {
    const before = asked.length;
    await board.turnLogX();
    await until(() => {
      const ranges = asked.slice(before).map(({ range }) => range?.max);
      return ranges.includes(30) && ranges.includes(300);
    });
    await page.shot("board-log-x");
    await board.turnLogX();
  });

  it(
    "shows one chart over the whole page, where its legend lets a line stand out",
    board.fillThePage,
  );

  it("draws several metrics in one chart, dashes telling them apart", board.combine);

  it("changes what a combined chart is called and draws", board.editCombined);

  it("is saved as numbers, as a drawing and as a picture", async () => {
    const id = await board.combinedId();
    const rows = String(await download(id, "Save as CSV")).split("\r\n");
    assert.match(rows[0] ?? "", /^metric,line,x_first,x_last,mean,min,max/);
    assert.ok(rows.some((row) => row.startsWith('"val/loss","run 0 · val/loss",')));
    const drawing = String(await download(id, "Save as SVG"));
    assert.match(drawing, /^<svg[^]*run 2 · train\/loss[^]*<\/svg>\n$/u);
    const picture = await download(id, "Save as PNG");
    assert.equal(picture.subarray(1, 4).toString(), "PNG");
  });

  it("keeps order, combined charts and size over a reload", async () => {
    const after = await board.reorder();
    await page.page.reload();
    await page.untilDrawn("train/loss", 3000);
    assert.deepEqual(await board.shownCards(), after);
    await board.seeCombined();
    await page.shot("board-small");
  });

  it(
    "forgets a combined chart that is removed, also where another takes its place",
    board.replaceCombined,
  );

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
