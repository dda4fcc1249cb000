import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { perStep, remarks } from "./gridRuns.ts";
import type { ShownPage } from "./shownPage.ts";

/** What a person does with the media of `writeGridRuns`, whose first run's directory it is. */
export function mediaSteps(shown: () => ShownPage, directory: () => string) {
  const root = () => shown().root;
  const press = (key: string) => shown().page.keyboard.press(key);
  const tab = (name: string) =>
    root()
      .getByRole("tab", { name: new RegExp(`^${name}`, "u") })
      .click();
  const section = (key: string) => root().locator(".media-section", { hasText: key });
  const logNow = (event: { type: string; data: object }) =>
    appendFileSync(
      path.join(directory(), "events.jsonl"),
      `${JSON.stringify({ ts: 1_767_280_000, ...event })}\n`,
    );

  return {
    slideThroughGrid: async () => {
      await tab("Media");
      const images = section("samples");
      const untilAllOf = (step: number) =>
        until(
          async () => (await images.locator(`figure[data-step="${step}"] img`).count()) === perStep,
        );
      await untilAllOf(20);
      assert.equal(await images.getByText("digit 15").count(), 1);
      const slider = images.getByRole("slider", { name: "Step" });
      assert.equal(await slider.getAttribute("max"), "1");
      await slider.focus();
      await press("ArrowLeft");
      await untilAllOf(10);
      await press("ArrowRight");
      await untilAllOf(20);
      await shown().shot("media-grid");
      logNow({ type: "image", data: { key: "samples", step: 30, path: "media/grid_10_0.png" } });
      await images.locator('figure[data-step="30"] img').waitFor();
      assert.equal(await images.locator("img").count(), 1);
    },

    slideThroughMany: async () => {
      const texts = section("remark");
      await texts.getByText(`#${remarks}`, { exact: true }).waitFor();
      await texts.getByText(/^2,5\d\d of 5,000, evenly over the whole run/u).waitFor();
      await texts.getByRole("slider", { name: "Step" }).focus();
      await press("Home");
      await texts.getByText("#1", { exact: true }).waitFor();
      logNow({ type: "text", data: { key: "remark", step: 9000, text: "still here" } });
      await texts.getByText(/ of 5,001, evenly over the whole run/u).waitFor();
      assert.equal(
        await texts.getByText("#1", { exact: true }).count(),
        1,
        "it stays where it was",
      );
      await press("End");
      await texts.getByText("still here").waitFor();
    },

    seeManyHistograms: async () => {
      await tab("Charts");
      const count = root().locator('[data-histogram="weights"] .card-last');
      await count.filter({ hasText: /^\d+ of 6,000$/u }).waitFor();
      await root().getByText("2 more keys of histograms are not shown.").waitFor();
      logNow({
        type: "histogram",
        data: { key: "weights", step: 9000, counts: [1], edges: [0, 1] },
      });
      await count.filter({ hasText: /^\d+ of 6,001$/u }).waitFor();
      await count.scrollIntoViewIfNeeded();
      await shown().shot("histograms-thinned");
    },

    /** On the page that compares them. */
    compareGrids: async () => {
      await tab("Media");
      const images = section("samples");
      const pictures = (step: number) => images.locator(`figure[data-step="${step}"] img`).count();
      await root().getByRole("slider", { name: "Step" }).focus();
      await until(async () => (await pictures(20)) === perStep);
      await press("Home");
      await until(async () => (await pictures(10)) === 2 * perStep);
      await shown().shot("compare-media-grid");
    },
  };
}
