import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

describe("the runs table of runs that differ in a few of many things", () => {
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      for (let i = 0; i < 6; i++) {
        store.writeRun({
          id: `run${i}`,
          meta: { alias: `run ${i}`, created_at: 1_790_000_000 + i },
          status: { status: "finished", started_at: 1_790_000_000, ended_at: 1_790_000_060 },
          config: {
            a_same: "adam",
            b_same: 0.5,
            c_same: true,
            optimizer: i % 2 === 0 ? "adam" : "sgd",
            nesterov: i % 2 === 0,
            lr: 0.1 / (i + 1),
            seed: i,
            schedule: i === 1 ? "cosine" : 3,
            ...(i > 2 && { warmup: 10 }),
            // Only one that the filter below leaves out has another.
            width: i === 0 ? 32 : 64,
          },
          points: [{ loss: i }],
        });
      }
    });
    page = await stage.open("/table");
    await count("6 runs");
  });
  after(() => stage.strike());

  const $ = (selector: string): Locator => page.page.locator(selector);
  const count = (text: string) => $(".table-count").filter({ hasText: text }).waitFor();
  const given = async () => {
    const cells = await $('.head [data-field^="config."]').all();
    const fields = cells.map(async (cell) => cell.getAttribute("data-field"));
    const names = (await Promise.all(fields)).map((field) => (field ?? "").slice(7));
    return names.toSorted((a, b) => a.localeCompare(b));
  };
  const toggle = () => page.page.getByRole("checkbox", { name: "Only differences" }).click();

  it("shows of what they were given what differs first, whatever its type", async () => {
    await until(async () => (await given()).length === 4);
    assert.ok(!(await given()).some((field) => field.endsWith("_same")), String(await given()));
  });

  it("shows all in which the runs listed differ where only differences are shown", async () => {
    await toggle();
    const all = ["lr", "nesterov", "optimizer", "schedule", "seed", "warmup", "width"];
    await until(async () => (await given()).join() === all.join());
    const cell = $('.line-run[data-ref="store:run5"] [role="gridcell"]');
    await cell.filter({ hasText: /^sgd$/ }).waitFor();
    await cell.filter({ hasText: /^10$/ }).waitFor();
    await page.shot("only-differences");
    await $(".filter-input").fill("config.seed > 0");
    await page.page.keyboard.press("Enter");
    await count("5 runs");
    await until(async () => (await given()).join() === all.slice(0, -1).join());
    await page.page.reload();
    await until(async () => (await given()).join() === all.slice(0, -1).join());
    await toggle();
    await until(async () => (await given()).length === 4);
    assert.ok(!new URL(page.page.url()).search.includes("columns="), "nobody has chosen any");
    assert.deepEqual(page.errors, []);
  });
});
