import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import type { ShownPage } from "./shownPage.ts";

/** What a person does with the analysis of `writeAnalysisRuns`, in this order. */
export function analysisSteps(shown: () => ShownPage) {
  const root = () => shown().root;
  const choose = async (list: string, name: string) => {
    await root().getByRole("combobox", { name: list }).click();
    await root().getByRole("option", { name, exact: true }).click();
  };

  return {
    lay: async () => {
      const lines = root().locator(".run-line");
      await until(async () => (await lines.count()) === 12);
      assert.equal(await root().locator(".parallel-axis").count(), 4);
      const grip = root().locator(".parallel-axis .grip").last();
      // What comes late of a run draws the plot anew, below the pointer too.
      await until(
        async () => {
          const box = (await grip.boundingBox())!;
          await shown().page.mouse.move(box.x + 10, box.y + box.height / 2);
          await shown().page.mouse.down();
          await shown().page.mouse.move(box.x + 10, box.y + box.height, { steps: 3 });
          await shown().page.mouse.up();
          const faint = root().locator(".run-line.faint");
          return until(async () => (await faint.count()) === 6, { timeout: 2000 });
        },
        { every: 100 },
      );
      await shown().shot("analysis-parallel");
    },

    moveByKeys: async () => {
      const faint = async () => root().locator(".run-line.faint").count();
      const grip = root().locator(".parallel-axis .grip").last();
      await grip.focus();
      await shown().page.keyboard.press("End");
      await until(async () => (await grip.getAttribute("aria-valuetext"))?.includes("to 100 %"));
      assert.ok((await faint()) > 0);
      await shown().page.keyboard.press("Delete");
      await until(async () => (await faint()) === 0);
      // Asked of the document, in one go: a part of the plot that was found is another one after it is drawn anew.
      await root().locator(".parallel-axis:last-of-type .grip:focus").waitFor({ timeout: 5000 });
      await shown().page.keyboard.press("ArrowDown");
      await until(async () => (await faint()) > 0);
      await shown().shot("analysis-parallel-keys");
    },

    narrow: async () => {
      const lines = async () => root().locator(".run-line").count();
      await root().getByText("6 of 12 runs chosen").waitFor();
      await root().getByRole("button", { name: "Show only these" }).click();
      await until(async () => (await lines()) === 6);
      await root().getByText("6 runs hidden").waitFor();
      // The button pressed is gone: the focus is on what there is in its place.
      await root().locator(".analysis-selection vscode-button:focus").waitFor();
      await shown().shot("analysis-narrowed");
      await shown().page.keyboard.press("Enter");
      await until(async () => (await lines()) === 12);
    },

    tell: async () => {
      await choose("Kind of chart", "Parameter importance");
      const first = root().locator(".importance tbody tr").first();
      assert.match(await first.innerText(), /^lr\s/);
      await shown().shot("analysis-importance");
    },

    drawBarsAndDots: async () => {
      await choose("Kind of chart", "Bars");
      await until(async () => (await root().locator(".bars tr").count()) === 12);
      await shown().shot("analysis-bars");
      await choose("Kind of chart", "Scatter");
      await choose("X axis", "lr");
    },

    readDots: async () => {
      await until(async () => (await root().locator(".dot").count()) === 12);
      await root().locator('.dot[tabindex="0"]').focus();
      await shown().page.keyboard.press("End");
      await root().locator(".dot:focus-visible + .dot-name").waitFor();
      await shown().shot("analysis-scatter");
    },
  };
}
