import assert from "node:assert/strict";

import { writeDrawnRuns } from "../pages/drawnRuns.ts";
import { drawnSteps } from "../pages/drawnSteps.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("what charts of several runs draw, in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    let ids: string[] = [];
    stage = await BrowserStage.set((store) => {
      ids = writeDrawnRuns(store);
    });
    page = await stage.open();
    await page.page.locator(".card").first().waitFor();
    await page.page.goto(stage.comparison(ids));
    await page.untilDrawn("level", 200);
  });

  after(() => stage.strike());

  const drawn = drawnSteps(() => page);

  it("is the mean or median of a group, with the band that was chosen", drawn.seeBands);

  it("has colours and dashes by fields of the runs, in the legend, too", drawn.lookByField);

  it("marks each run's best point", drawn.seeBest);

  it("marks NaN and infinity in the colours of the runs", drawn.seeWhatIsNotFinite);

  it("goes from and to the values that were typed", drawn.typeY);

  it("shares zoom and cursor only as long as these are linked", drawn.toggleLinks);

  it("is where its card was dragged to, also after a reload", async () => {
    await drawn.dragCard();
    const cards = await drawn.cards();
    await page.page.reload();
    await page.untilDrawn("level", 200);
    assert.deepEqual(await drawn.cards(), cards);
  });

  it("stays out of sight in a section that was collapsed, also after a reload", async () => {
    await drawn.collapse();
    await page.page.reload();
    await page.untilDrawn("level", 200);
    assert.ok(!(await drawn.cards()).includes("net/a"));
    await drawn.expand();
  });

  it("is copied as an image", async () => {
    await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await drawn.copyImage();
    const types = await page.page.evaluate(async () =>
      (await navigator.clipboard.read()).flatMap((item) => item.types),
    );
    assert.deepEqual(types, ["image/png"]);
  });

  it("marks the pointer's place also where the system forces its colours", async () => {
    await page.page.emulateMedia({ forcedColors: "active" });
    const plot = page.plot("level");
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    assert.ok(box);
    await page.page.mouse.move(box.x + box.width * 0.53, box.y + box.height * 0.5);
    const { x, y } = (await plot.locator(".crosshair").boundingBox())!;
    // Between two lines of the grid.
    const clip = { x: Math.floor(x) - 3, y: Math.round(y) + 3, width: 7, height: 2 };
    const bytes = [...(await page.page.screenshot({ clip }))];
    const brightest = await page.page.evaluate(async (bytes) => {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
      const ctx = new OffscreenCanvas(7, 2).getContext("2d");
      ctx?.drawImage(picture, 0, 0);
      return Math.max(...(ctx?.getImageData(0, 0, 7, 2).data ?? []).filter((_, i) => i % 4 === 0));
    }, bytes);
    assert.ok(brightest > 120, `${brightest} on black`);
    await page.shot("drawn-forced-colours");
    await page.page.emulateMedia({ forcedColors: "none" });
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
