import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { idOf } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";

const began = 1_767_268_800;
const steps = Array.from({ length: 300 }, (_, i) => (i + 1) * 10);

describe("places in a log, in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      const clock = (step: number) => new Date((began + step / 10) * 1000).toISOString();
      const log = steps
        .map((step) => `${clock(step).slice(11, 19)} | step ${step} done\n`)
        .join("");
      const directory = store.writeRun({ id: idOf(0), log });
      // Points have parts of seconds, lines have none.
      const points = steps.map((step) => {
        const time = began + step / 10 + 0.4;
        const data = { loss: 1 / step, global_step: step, time };
        return `${JSON.stringify({ ts: time, type: "metrics", data })}\n`;
      });
      appendFileSync(path.join(directory, "events.jsonl"), points.join(""));
    });
    page = await stage.open(`/runs/${idOf(0)}`);
    await page.page.getByRole("tab", { name: "Log" }).click();
  });

  after(() => stage.strike());

  const here = () => page.page.locator(".log-here").textContent();

  it("are those of a step, not of the one after it", async () => {
    const jump = page.page.getByRole("textbox", { name: "Time, step or %" });
    for (const step of [1500, 10, 3000]) {
      await jump.fill(`step ${step}`);
      await jump.press("Enter");
      await until(async () => (await here())?.endsWith(`step ${step} done`));
    }
    await page.shot("log-step");
  });

  it("are gone to by a key that is faster than the search", async () => {
    const search = page.page.getByRole("textbox", { name: "Search the log" });
    await search.fill("step 2000 ");
    await search.press("Enter");
    await until(async () => (await here())?.includes("step 2000 done"));
    await page.page.getByText("1 of 1 matching line").waitFor();
    await search.fill("done");
    await search.press("Shift+Enter");
    await page.page.getByText("300 of 300 matching lines").waitFor();
    await until(async () => (await here())?.includes("step 3000 done"));
    await page.shot("log-search");
    assert.deepEqual(page.errors, []);
  });
});
