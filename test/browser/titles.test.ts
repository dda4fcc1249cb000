import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

/** Three runs of one name that could not be a folder's; two of them a person has renamed, one of these back. */
const runs = [
  { id: "20260101_120001_aaaaaa", alias: "tuned by hand" },
  { id: "20260101_120002_bbbbbb", alias: null },
  { id: "20260101_120003_cccccc", alias: "" },
];

const long = "20260101_120004_dddddd";
const longTitle =
  "a title that nobody reads in full, for the list beside a run is not as wide as that";

describe("titles of runs in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      for (const [i, { id, alias }] of runs.entries()) {
        store.writeRun({
          id,
          project: "vision",
          name: "resnet_50~12ab",
          meta: { display_name: "resnet:50", alias, created_at: 1_767_268_800 - i },
          points: [{ loss: 1 }, { loss: 0.5 }],
        });
      }
      store.writeRun({
        id: long,
        project: "vision",
        name: "other",
        meta: { created_at: 1_767_250_000, alias: longTitle },
      });
      const meta = { created_at: 1_767_260_000 };
      store.writeRun({ id: "plain", project: "vision", name: "other", meta });
    });
    page = await stage.open("/table");
  });

  after(() => stage.strike());

  const titles = async () =>
    (await page.page.locator(".line-run .cell-title").allTextContents()).join();

  it("are what a person named a run last, in the table, and after a renaming at once", async () => {
    const { keyboard } = page.page;
    await until(
      async () => (await titles()) === `tuned by hand,resnet:50,resnet:50,plain,${longTitle}`,
    );
    await page.page.locator('[data-ref$=":20260101_120002_bbbbbb"] .cell-title').click();
    await keyboard.press("F2");
    await keyboard.type("second try");
    await keyboard.press("Enter");
    await until(
      async () => (await titles()) === `tuned by hand,second try,resnet:50,plain,${longTitle}`,
    );
    await page.shot("titles-table");
  });

  it("are found by the search for names, as they are shown", async () => {
    const search = page.page.getByRole("searchbox", { name: "Search names" });
    await search.fill("^second");
    await until(async () => (await titles()) === "second try");
    await search.fill("^resnet:50$");
    await until(async () => (await titles()) === "tuned by hand,second try,resnet:50");
  });

  it("are what a list is in order of where its first column sorts", async () => {
    await page.page.getByRole("searchbox", { name: "Search names" }).fill("");
    await page.page.locator('.head [data-column="0"]').click();
    await until(
      async () => (await titles()) === `${longTitle},plain,resnet:50,second try,tuned by hand`,
    );
    await page.page.locator('.head [data-column="0"]').click();
    await until(
      async () => (await titles()) === `tuned by hand,second try,resnet:50,plain,${longTitle}`,
    );
  });

  it("are the same in a run's page, in the list beside it, and in a comparison", async () => {
    for (const [id, title] of [
      ["20260101_120001_aaaaaa", "tuned by hand"],
      ["20260101_120003_cccccc", "resnet:50"],
    ] as const) {
      await page.page.goto(new URL(`/runs/${id}`, stage.link).href);
      await page.page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
      await page.page.locator(`[data-run="${id}"] .row-label`).getByText(title).waitFor();
    }
    await page.page.goto(stage.comparison(runs.map(({ id }) => id)));
    const compared = page.page.locator(".compared-run");
    for (const title of ["tuned by hand", "second try", "resnet:50"]) {
      await compared.getByText(title, { exact: true }).waitFor();
    }
    assert.equal(await compared.count(), 3);
  });

  it("are read in full in the list: it can be widened, by keys too, and stays so; a cut one unfolds", async () => {
    const list = page.page.locator(".sidebar");
    const width = async () => (await list.boundingBox())?.width ?? 0;
    await page.page.goto(new URL(`/runs/${long}`, stage.link).href);
    const line = page.page.locator(`[data-run="${long}"]`);
    await line.waitFor();
    const label = line.locator(".row-label");
    const start = line.locator(".row-title-start");
    const isCut = () => start.evaluate((at) => at.scrollWidth > at.clientWidth + 1);
    assert.ok(await isCut());
    assert.equal(await label.getAttribute("title"), longTitle);
    const edge = page.page.getByRole("separator", { name: "Width of the list" });
    const before = await width();
    await edge.focus();
    await page.page.keyboard.press("ArrowRight");
    await until(async () => (await width()) === before + 20);
    assert.equal(Number(await edge.getAttribute("aria-valuenow")), before + 20);
    const at = await edge.boundingBox();
    assert.ok(at);
    const { mouse, keyboard } = page.page;
    await mouse.move(at.x + 3, 300);
    await mouse.down();
    await mouse.move(at.x + 103, 300, { steps: 4 });
    await mouse.up();
    await until(async () => (await width()) === before + 120);
    await page.page.reload();
    await line.waitFor();
    assert.equal(await width(), before + 120);
    await page.shot("titles-wide");
    await edge.dblclick();
    await until(async () => (await width()) === before);
    const tree = page.page.getByRole("tree");
    const place = () => tree.getAttribute("aria-activedescendant");
    await tree.focus();
    await keyboard.press("Home");
    await until(async () => (await place()) === "row-0");
    while (!(await line.evaluate((at) => at.matches(".focused")))) {
      const left = await place();
      await keyboard.press("ArrowDown");
      await until(async () => (await place()) !== left);
    }
    await until(async () => ((await line.boundingBox())?.height ?? 0) > 30);
    await page.shot("titles-unfolded");
    await page.page.emulateMedia({ colorScheme: "light" });
    await page.shot("titles-unfolded-light");
    await page.page.setViewportSize({ width: 380, height: 800 });
    await page.shot("titles-unfolded-narrow");
    assert.equal(await edge.isVisible(), false);
  });
});
