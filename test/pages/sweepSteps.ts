import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";

import type { ShownPage } from "./shownPage.ts";

/** What a person does with the analysis of `writeSweepRuns`, in this order. */
export function sweepSteps(shown: () => ShownPage) {
  const root = () => shown().root;
  const keys = () => shown().page.keyboard;
  const choose = async (list: string, name: string) => {
    await root().getByRole("combobox", { name: list }).click();
    await root().getByRole("option", { name, exact: true }).click();
  };
  const press = (name: string) =>
    root().locator(".analysis").getByRole("button", { name, exact: true }).click();
  const count = async (selector: string) => root().locator(selector).count();
  const says = (text: string) =>
    root().locator(".analysis").getByText(text, { exact: true }).waitFor();
  const shownRuns = () => count('.compared-toggle[aria-pressed="true"]');

  return {
    begin: async () => {
      await until(async () => (await count(".run-line")) === 30);
      await says("val/loss (best): lower is better");
      await says(
        "2 of 30 lines end before val/loss (best): " +
          "trial 9 (val/loss (best): no value); trial 4 (val/loss (best): NaN)",
      );
      await root().getByText("15 of 30 lines have gaps").click();
      await until(
        async () =>
          (await root()
            .getByText(/\(warmup: no value\)/u)
            .count()) === 1,
      );
      const ticks = await root().locator(".parallel-axis .tick").allTextContents();
      assert.ok(ticks.includes("0.3") && ticks.includes("1e-4"), ticks.join(" "));
      assert.equal(ticks.filter((tick) => tick.length > 9).join(" "), "");
      // Not the folder each run wrote to.
      const names = await root().locator(".parallel-axis .axis-name").allTextContents();
      assert.ok(!names.some((name) => name.includes("output_dir")), names.join(" "));
      await shown().shot("sweep-parallel");
    },

    narrow: async () => {
      await root().locator(".parallel-axis .grip").last().focus();
      await keys().press("ArrowDown");
      await says("20 of 30 runs chosen");
      await shown().shot("sweep-chosen");
      await press("Show only these");
      await until(async () => (await shownRuns()) === 20);
      await until(async () => (await count(".run-line")) === 20);
      assert.equal(await count(".run-line.faint"), 0);
      await root().getByText("10 runs hidden").waitFor();
      await root().locator(".analysis-selection vscode-button:focus").waitFor();
      await keys().press("Enter");
      await until(async () => (await shownRuns()) === 30);
    },

    pickDots: async () => {
      await choose("Kind of chart", "Scatter");
      await choose("X axis", "lr");
      await until(async () => (await count(".dot")) === 28);
      await says(
        "2 of 30 runs are left out: " +
          "trial 9 (val/loss (best): no value); trial 4 (val/loss (best): NaN)",
      );
      const plot = (await root().locator(".scatter").boundingBox())!;
      const at = (x: number, y: number) =>
        shown().page.mouse.move(plot.x + x * plot.width, plot.y + y * plot.height);
      await at(0.3, 0.62);
      await shown().page.mouse.down();
      await at(0.7, 0.88);
      await shown().page.mouse.up();
      const picked = () => count('.dot[aria-selected="true"]');
      await until(async () => (await picked()) > 5);
      const framed = await picked();
      await root().locator('.dot[tabindex="0"]').focus();
      await keys().press("Space");
      await until(async () => (await picked()) === framed + 1);
      await shown().shot("sweep-picked");
      await press("Hide these");
      await until(async () => (await shownRuns()) === 30 - framed - 1);
      await press("Show all");
      await until(async () => (await shownRuns()) === 30);
      await root().locator(".dot").nth(3).click();
      await says("1 of 30 runs chosen");
      await root().locator(".analysis").getByRole("button", { name: "Open this run" }).waitFor();
      await press("Choose none");
    },

    changeAxes: async () => {
      const ticks = () => root().locator(".scatter > .tick").allTextContents();
      await until(async () => (await ticks()).includes("1e-5"));
      await press("Axes…");
      await root().getByRole("checkbox", { name: "Logarithmic axis of lr" }).click();
      await until(async () => !(await ticks()).includes("1e-5"));
      await root().getByRole("checkbox", { name: "Logarithmic axis of lr" }).click();
      await until(async () => (await ticks()).includes("1e-5"));
      await keys().press("Escape");
      await choose("X axis", "Duration (h)");
      await choose("Outcome", "test/accuracy (summary)");
      await says("test/accuracy (summary): higher is better");
      await root()
        .getByText(/3 of 30 runs are left out: .*trial 29 .*still running/u)
        .waitFor();
      await choose("Outcome", "val/loss (best)");
    },

    weigh: async () => {
      await choose("Kind of chart", "Parameter importance");
      const first = root().locator(".importance tbody tr").first();
      await until(async () => /^lr\s/u.test(await first.innerText()));
      await root()
        .getByText(/explain \d+ % of the variance of val\/loss \(best\) .* \(28 runs\)/u)
        .waitFor();
      await says("Left out, as each run has a text of its own: output_dir");
      await shown().shot("sweep-importance");
      await choose("Kind of chart", "Bars");
      const names = root().locator(".bars .run-link");
      await until(async () => (await names.count()) === 28);
      assert.equal(await names.first().innerText(), "trial 28");
      await shown().shot("sweep-bars");
    },
  };
}
