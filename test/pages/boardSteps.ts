import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import type { ShownPage } from "./shownPage.ts";

/** What a person does with the board of `writeBoardRuns`, in this order. */
export function boardSteps(shown: () => ShownPage) {
  const root = () => shown().root;
  const press = (key: string) => shown().page.keyboard.press(key);
  const card = (metric: string) => root().locator(`[data-metric="${metric}"]`);
  const choose = async (list: string, name: string) => {
    await root().getByRole("combobox", { name: list }).last().click();
    await root().getByRole("option", { name, exact: true }).click();
  };
  const openMenu = async (metric: string, item: string) => {
    await card(metric).getByRole("button", { name: "More actions" }).click();
    await root().getByRole("menuitem", { name: item }).click();
  };
  const openSettings = () => root().getByRole("button", { name: "Chart settings" }).click();
  const close = () => press("Escape");
  const zoomed = () => root().locator(".plot-reset:not([hidden])").count();
  const shownCards = () =>
    root()
      .locator(".card:visible")
      .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-metric")));
  const combinedId = async () =>
    (await shownCards()).find((key) => key?.startsWith("combined:")) ?? "";

  return {
    openMenu,
    shownCards,
    combinedId,

    /** `isAsked` waits until the viewer was asked to smooth so. */
    smooth: async (isAsked: (kind: string) => Promise<unknown> = () => Promise.resolve()) => {
      const slider = root().getByRole("slider", { name: "Smoothing" });
      await shown().untilRedrawn("train/loss", () => slider.fill("0.8"));
      await isAsked("time_ema");
      await openSettings();
      for (const [name, kind] of [
        ["EMA", "ema"],
        ["Gaussian", "gaussian"],
        ["Running mean", "mean"],
      ] as const) {
        await shown().untilRedrawn("train/loss", () => choose("Kind of smoothing", name));
        await isAsked(kind);
      }
      await shown().shot("board-settings");
      await close();
    },

    clip: async () => {
      await openSettings();
      await choose("Outliers", "Clip 2 % at each end");
      await close();
      await card("train/loss").getByText("places beyond the axis").waitFor();
      await shown().shot("board-clipped");
      await openSettings();
      await choose("Outliers", "Show all");
      await close();
    },

    typeRange: async () => {
      await openSettings();
      await root().getByRole("textbox", { name: "X from" }).fill("1,000");
      await root().getByRole("textbox", { name: "X to" }).fill("2e3");
      await press("Enter");
      await close();
      await until(async () => (await zoomed()) === 4);
      await openSettings();
      await root().getByRole("textbox", { name: "X from" }).fill("");
      await root().getByRole("textbox", { name: "X to" }).fill("");
      await press("Enter");
      await close();
      await until(async () => (await zoomed()) === 0);
    },

    point: async () => {
      const box = await shown().plot("train/loss").boundingBox();
      assert.ok(box);
      await shown().page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await until(async () => (await root().locator(".crosshair:not([hidden])").count()) === 4);
    },

    read: async () => {
      await shown().page.mouse.move(5, 5);
      await shown().plot("train/accuracy").focus();
      const title = root().locator("#panel-charts .tooltip-title");
      await press("Shift+ArrowRight");
      const first = await title.innerText();
      await press("Shift+ArrowRight");
      const second = await title.innerText();
      assert.match(first, /^Step /);
      assert.notEqual(second, first);
      await shown().plot("train/accuracy").blur();
      await root().locator("#panel-charts .tooltip").waitFor({ state: "hidden" });
    },

    drawOneOtherwise: async () => {
      const steps = await shown().untilDrawn("lr", 3000);
      await openMenu("lr", "Settings…");
      await choose("X axis", "Wall time");
      await root().getByRole("checkbox", { name: "Log x" }).last().click();
      await close();
      await shown().untilDrawn("lr", 1_700_000_000);
      assert.equal(await shown().drawn("train/loss"), steps);
      await shown().shot("board-own");
    },

    drawItAlike: async () => {
      await openMenu("lr", "Settings…");
      await root().getByRole("button", { name: "Like the board" }).click();
      await until(async () => (await shown().drawn("lr")) === 3000);
      // The box of its settings ends with them.
      await close();
    },

    turnLogX: async () => {
      await openSettings();
      await shown().untilRedrawn("train/accuracy", () =>
        root().getByRole("checkbox", { name: "Log x" }).click(),
      );
      await close();
    },

    fillThePage: async () => {
      await card("train/loss").getByRole("button", { name: "Full screen" }).click();
      const legend = card("train/loss").getByRole("list", { name: "Legend" });
      await legend.getByRole("button", { name: "run 1" }).click();
      await legend.getByRole("button", { name: "run 1", pressed: true }).waitFor();
      await shown().shot("board-full-screen");
      await legend.getByRole("button", { name: "run 1" }).click();
      await legend.getByRole("button", { name: "run 1", pressed: false }).waitFor();
      await close();
      await until(async () => (await root().locator(".full-screen").count()) === 0);
    },

    combine: async () => {
      const filter = root().getByRole("textbox", { name: "Filter metrics" });
      await filter.fill("loss$");
      await openSettings();
      await root().getByRole("button", { name: "New combined chart" }).click();
      const combined = root().locator('[data-metric^="combined:"]');
      await combined.getByRole("button", { name: "run 3 · val/loss" }).waitFor();
      assert.equal(await combined.locator(".legend-line").count(), 8);
      await shown().shot("board-combined");
      await filter.fill("");
    },

    editCombined: async () => {
      const id = await combinedId();
      await openMenu(id, "Edit…");
      const editor = root().getByRole("dialog", { name: "Edit loss$" });
      await editor.getByRole("textbox", { name: "Name" }).fill("Both losses");
      await card(id).getByRole("heading", { name: "Both losses" }).waitFor();
      await root().getByRole("region", { name: "Both losses" }).waitFor();
      const drawn = (metric: string) => editor.getByRole("checkbox", { name: metric });
      const legend = card(id).locator(".legend-line");
      await drawn("val/loss").click();
      await until(
        async () => (await card(id).getByText("1 metric", { exact: true }).count()) === 1,
      );
      assert.equal(await drawn("train/loss").isDisabled(), true, "a chart without a metric");
      await shown().untilRedrawn(id, () => drawn("train/accuracy").click());
      await legend.filter({ hasText: "run 3 · train/accuracy" }).waitFor();
      await drawn("val/loss").click();
      await until(async () => (await legend.count()) === 12);
      await shown().shot("board-edit-combined");
      await editor.getByRole("textbox", { name: "Filter metrics" }).fill("^lr$");
      await until(async () => (await editor.getByRole("checkbox").count()) === 1);
      assert.equal(await drawn("lr").isChecked(), false);
      await root().locator(".popover").press("Escape");
      await until(async () => (await root().locator(".popover").count()) === 0);
    },

    /** As it was edited. */
    seeCombined: async () => {
      const edited = card(await combinedId());
      await edited.getByRole("heading", { name: "Both losses" }).waitFor();
      const lines = () => edited.locator(".legend-line").allTextContents();
      await until(async () => (await lines()).length === 12);
      const metrics = (await lines()).map((line) => line.replace(/^run \d · /u, ""));
      assert.deepEqual([...new Set(metrics)].toSorted(), [
        "train/accuracy",
        "train/loss",
        "val/loss",
      ]);
    },

    /** Returns the cards in their new order. */
    reorder: async () => {
      await card("train/loss").getByRole("button", { name: "More actions" }).focus();
      const before = await shownCards();
      await press("Alt+ArrowLeft");
      const after = await shownCards();
      assert.notDeepEqual(after, before);
      await openSettings();
      const width = async () => (await card("train/loss").boundingBox())?.width ?? 0;
      const medium = await width();
      await choose("Chart size", "Small");
      await until(async () => (await width()) < medium);
      await close();
      return after;
    },

    replaceCombined: async () => {
      const id = await combinedId();
      await openMenu(id, "Remove this chart");
      await until(async () => !(await shownCards()).includes(id));
      await root().getByRole("textbox", { name: "Filter metrics" }).fill("accuracy|lr");
      await openSettings();
      await root().getByRole("button", { name: "New combined chart" }).click();
      await card(id).getByRole("heading", { name: "accuracy|lr" }).waitFor();
      await card(id).getByRole("button", { name: "run 3 · lr" }).waitFor();
    },
  };
}
