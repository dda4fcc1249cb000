import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { idOf, writeRuns } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";

const runs = 40;
/** Older than the others. */
const untitled = "20251009_101010_c0ffee";
const phone = { width: 380, height: 800 };
const desk = { width: 1400, height: 900 };

describe("what lies where in a browser window", () => {
  let stage: BrowserStage;
  let watched: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      writeRuns(store, runs);
      store.writeRun({
        id: untitled,
        project: "unnamed",
        name: "convnext/tiny/with/a/rather/long/name",
        status: { status: "finished", started_at: 1_760_000_000 },
        points: [{ loss: 0.123_45 }],
      });
    });
    watched = await stage.open("/table");
    await $(".line-run").first().waitFor();
  });

  after(() => stage.strike());

  const $ = (selector: string): Locator => watched.page.locator(selector);
  const press = (key: string) => watched.page.keyboard.press(key);
  /** Whether a pointer in the middle of an element meets it, and none of it is out of the window. */
  const isReachable = (found: Locator): Promise<boolean> =>
    found.evaluate((node) => {
      const { left, right, top, bottom } = node.getBoundingClientRect();
      const met = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
      return isInside && (node.contains(met) || met?.contains(node) === true);
    });

  it("wraps what can be done with selected runs, beside the last of them", async () => {
    await watched.page.setViewportSize(phone);
    await $(".line-run .cell-mark").first().click();
    // Archived ones alone are brought back.
    for (const button of await $(".selection-bar > :not([hidden])").all())
      assert.ok(await isReachable(button), await button.innerText());
    await $(".grid").focus();
    await press("Control+End");
    await $(`.line[data-line="${runs}"]`).waitFor();
    const last = $(
      `.line[data-line="${runs}"] [data-field="title"], .line[data-line="${runs}"] [data-column="0"]`,
    );
    // Lines are made again as their runs come in.
    await until(() => isReachable(last.first()));
    await watched.shot("layout-selected");
    await watched.page.setViewportSize(desk);
  });

  it("keeps a pinned head above those scrolled away below it", async () => {
    await watched.page.setViewportSize(phone);
    await $(".grid").evaluate((grid) => grid.scrollTo(200, 0));
    const met = await $('.head [data-field="title"]').evaluate((head) => {
      const { left, right, top, bottom } = head.getBoundingClientRect();
      // The last pixels are its own handle.
      return Array.from({ length: Math.floor(right - left) - 9 }, (_, x) =>
        document.elementFromPoint(left + x, (top + bottom) / 2),
      ).every((node) => head.contains(node));
    });
    assert.ok(met);
    await watched.page.setViewportSize(desk);
  });

  it("asks for the name of a view inside the window", async () => {
    for (const size of [desk, phone]) {
      await watched.page.setViewportSize(size);
      await watched.page.getByRole("button", { name: "Views", exact: true }).click();
      await $(".menu-item").filter({ hasText: "Save" }).first().click();
      assert.ok(await isReachable($(".popup.editor")), `${size.width} pixels`);
      await press("Escape");
    }
    await watched.page.setViewportSize(desk);
  });

  it("shows of every run found the end of its id, whatever its path", async () => {
    await watched.page.goto(new URL("/", stage.link).href);
    await watched.page.getByRole("textbox", { name: "Search runs" }).fill("unnamed");
    const found = $(`[data-run="${untitled}"]`);
    await found.waitFor();
    const isEndSeen = () =>
      found.evaluate((row) => {
        const walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          const at = node.textContent?.lastIndexOf("c0ffee") ?? -1;
          if (at < 0) continue;
          range.setStart(node, at);
          range.setEnd(node, at + 6);
          // What is cut away has no width.
          const { left, right } = range.getBoundingClientRect();
          if (right - left < 20) return false;
          const box = node.parentElement?.getBoundingClientRect();
          return (
            box !== undefined &&
            right <= box.right + 1 &&
            right <= row.getBoundingClientRect().right
          );
        }
        return false;
      });
    // Lines are made again with every answer.
    await until(isEndSeen);
    await watched.shot("layout-search");
  });

  it("leads from a comparison to all runs, and wraps how its lines are told apart", async () => {
    await watched.page.goto(stage.comparison([idOf(0), idOf(1), idOf(2)]));
    await watched.untilDrawn("train/loss", 200);
    await watched.page.setViewportSize(phone);
    for (const name of ["Group by", "Colour by", "Dash by"])
      assert.ok(await isReachable(watched.page.getByRole("combobox", { name })), name);
    await watched.shot("layout-compare-phone");
    await watched.page.setViewportSize(desk);
    await watched.shot("layout-compare");
    await watched.page.getByRole("link", { name: "All runs in a table" }).click();
    await watched.page.waitForURL("**/table");
  });
});
