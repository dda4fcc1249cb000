import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import { until } from "#test/support/until.ts";

import type { ShownPage } from "./shownPage.ts";
import { tableHands } from "./tableHands.ts";
import { curvedRuns } from "./tableRuns.ts";

/** What a person does with runs and cells of the table, after `tableSteps` and in this order. */
export function tableEditSteps(shown: () => ShownPage) {
  const { $, press, count, head, names, filter, choose, menu, button, selected } =
    tableHands(shown);

  return {
    editSeveral: async () => {
      await $('[data-ref$=":curve04"] .cell-title').click();
      await press("F2");
      await shown().page.keyboard.type("a better name");
      await press("Enter");
      await shown().root.getByRole("searchbox", { name: "Search names" }).fill("");
      await filter('alias contains "better" or alias contains "seed"');
      await $('[data-ref$=":curve04"]').filter({ hasText: "a better name" }).waitFor();
      await $(".line-run").nth(1).locator(".cell-title").click();
      await press("Shift+ArrowDown", "Shift+ArrowDown");
      await $(".selected-count").filter({ hasText: "3 selected" }).waitFor();
      await shown().root.getByRole("button", { name: "Tag…" }).click();
      await shown().page.keyboard.type("good, paper");
      await press("Enter");
      await until(async () => (await $(".cell .tag").filter({ hasText: "paper" }).count()) === 3);
      await shown().root.getByRole("button", { name: "Copy" }).click();
      await $(".menu-item").filter({ hasText: "Markdown" }).click();
      await $(".toast").filter({ hasText: "Copied 3 runs" }).waitFor();
      const copied = await shown().page.evaluate(() => navigator.clipboard.readText());
      assert.equal(copied.trimEnd().split("\n").length, 5);
      assert.match(copied, /\| good, paper \|/);
      await $(".grid").focus();
      await press("Delete");
      await count(`${curvedRuns - 3} runs`);
      await shown().root.getByRole("button", { name: "Undo" }).click();
      await count(`${curvedRuns} runs`);
      await until(async () => (await $(".cell .tag").filter({ hasText: "paper" }).count()) === 3);
    },

    /** Leaves nothing selected. */
    selectByMouse: async () => {
      const click = (line: number, ...modifiers: ("Control" | "Shift")[]) =>
        $(".line-run .cell-title").nth(line).click({ modifiers });
      await click(1);
      await click(4, "Shift");
      await selected(4);
      await click(7, "Control");
      await selected(5);
      await click(2, "Control");
      await selected(4);
      await click(9, "Control", "Shift");
      await selected(9);
      await click(3, "Shift");
      await selected(2);
      await click(0);
      await selected(1);
      await press("Escape");
      await $(".selected-count").waitFor({ state: "hidden" });
    },

    /** Leaves nothing selected. */
    editCells: async () => {
      // Nobody has notes: as one in which all are the same the column would be left out.
      await shown().root.getByRole("checkbox", { name: "Only differences" }).click();
      await shown().root.getByRole("button", { name: "Columns" }).click();
      await shown().root.getByRole("searchbox", { name: "Search columns" }).fill("notes");
      await shown().root.getByRole("checkbox", { name: "Notes" }).check();
      await press("Escape");
      const cell = async (field: string) => {
        const at = await head(field).getAttribute("data-column");
        return $(`.line-run[data-ref$=":curve05"] [data-column="${at}"]`);
      };
      const notes = await cell("notes");
      await notes.dblclick();
      await shown().page.keyboard.type("learns slowly");
      await press("Enter");
      await shown().page.keyboard.type("try a warmup");
      await shown().shot("table-notes");
      await press("Control+Enter");
      await notes.filter({ hasText: "learns slowly" }).waitFor();
      assert.match((await notes.getAttribute("title")) ?? "", /try a warmup/);
      const tags = await cell("tag");
      await tags.click();
      await press("F2");
      await shown().page.keyboard.type("fresh, best, fresh");
      await press("Enter");
      await until(async () => (await tags.locator(".tag").allInnerTexts()).join() === "fresh,best");
      await press("F2");
      await shown().page.keyboard.type("never");
      await press("Escape", "F2", "Backspace", "Enter");
      await until(async () => (await tags.locator(".tag").count()) === 0);
      await press("Escape");
      await menu(head("notes"), "Hide column");
      await until(async () => (await head("notes").count()) === 0);
    },

    dragColumns: async () => {
      const { mouse } = shown().page;
      // Else it may lie beneath the pinned columns.
      await $(".grid").evaluate((grid) => (grid.scrollLeft = 0));
      const box = async (place: Locator) => {
        const found = await place.boundingBox();
        assert.ok(found);
        return found;
      };
      const drag = async (from: { x: number; y: number }, x: number) => {
        await mouse.move(from.x, from.y);
        await mouse.down();
        await mouse.move(x, from.y, { steps: 5 });
        await mouse.up();
      };
      const order = await head("status").getAttribute("aria-sort");
      const { width } = await box(head("status"));
      const edge = await box(head("status").locator(".resizer"));
      const grip = { x: edge.x + edge.width / 2, y: edge.y + 8 };
      await drag(grip, grip.x + 70);
      await until(async () => (await box(head("status"))).width === width + 70);
      await drag({ ...grip, x: grip.x + 70 }, grip.x);
      await until(async () => (await box(head("status"))).width === width);
      const place = async () => Number(await head("status").getAttribute("data-column"));
      const before = await place();
      const name = await box(head("status").locator(".head-label"));
      const next = await box(head("created_at"));
      await drag({ x: name.x + 5, y: name.y + 5 }, next.x + next.width * 0.75);
      await until(async () => (await place()) === before + 1);
      await head("status").click();
      await press("Alt+ArrowLeft");
      await until(async () => (await place()) === before);
      assert.equal(await head("status").getAttribute("aria-sort"), "ascending", "by the click");
      assert.equal(order, "none", "a drag is no click");
      await until(async () => (await names())[0] === "seed 3", { timeout: 10_000 });
    },

    /** Leaves nothing selected, and all there. */
    deleteAndUndo: async () => {
      for (const line of [1, 3]) await $(".line-run .cell-mark").nth(line).click();
      await selected(2);
      const gone = await $('.line-run[aria-selected="true"]').first().getAttribute("data-ref");
      await button("Delete").click();
      await shown().shot("table-deleted");
      await $(".toast").filter({ hasText: "Deleted 2 runs." }).waitFor();
      await count(`${curvedRuns - 2} runs`);
      assert.equal(await $(`[data-ref="${gone}"]`).count(), 0);
      await button("Undo").click();
      await $(".toast").filter({ hasText: "Brought back 2 runs." }).waitFor();
      await count(`${curvedRuns} runs`);
      await $(`[data-ref="${gone}"]`).waitFor();
    },

    /** Leaves three runs selected. */
    copyForSpreadsheet: async () => {
      const tagged = $(".line-run").filter({ hasText: "paper" });
      for (let i = 0; i < 3; i++) await tagged.nth(i).locator(".cell-mark").click();
      await selected(3);
      await button("Copy").click();
      await $(".menu-item").filter({ hasText: "CSV" }).click();
      const copied = () => shown().page.evaluate(() => navigator.clipboard.readText());
      await until(async () => /(?:^|,)"?good, paper/mu.test(await copied()));
      assert.equal((await copied()).trimEnd().split("\n").length, 4);
    },

    /** Of three selected. */
    archiveAndBack: async () => {
      await button("Archive").click();
      await $(".toast").filter({ hasText: "Archived 3 runs." }).waitFor();
      await count(`${curvedRuns - 3} runs`);
      await choose("Status", "Archived");
      await count("3 runs");
      await $(".line-run .cell-title").first().click();
      await button("Unarchive").waitFor();
      assert.equal(await button("Archive").isVisible(), false);
      await shown().shot("table-archived");
      await button("Unarchive").click();
      await $(".toast").filter({ hasText: "Unarchived 1 run." }).waitFor();
      await count("2 runs");
      await button("Undo").click();
      await count("3 runs");
      await $(".grid").focus();
      await press("Control+a");
      await selected(3);
      await button("Unarchive").click();
      await count("0 runs");
      await choose("Status", "Archived");
      await count(`${curvedRuns} runs`);
    },
  };
}
