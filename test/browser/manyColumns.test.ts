import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import { until } from "#test/support/until.ts";

import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import type { WatchedPage } from "./watchedPage.ts";

const keys = 2500;
const metrics = 400;
const numbered = (name: string, i: number) => `${name}${String(i).padStart(4, "0")}`;

describe("the runs table of more columns than are told at once", function () {
  this.timeout(120_000);
  let stage: BrowserStage;
  let page: WatchedPage;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      for (const [i, id] of ["first", "second"].entries()) {
        store.writeRun({
          id,
          meta: { alias: id, created_at: 1_790_000_000 + i },
          status: { status: "finished", started_at: 1_790_000_000, ended_at: 1_790_000_060 },
          config: Object.fromEntries(
            Array.from({ length: keys }, (_, n) => [numbered("key", n), n + i]),
          ),
          points: [
            Object.fromEntries(
              Array.from({ length: metrics }, (_, n) => [numbered("metric", n), n]),
            ),
          ],
        });
      }
    });
    page = await stage.open("/table");
    await $(".table-count").filter({ hasText: "2 runs" }).waitFor();
  });
  after(() => stage.strike());

  const $ = (selector: string): Locator => page.page.locator(selector);
  const head = (field: string) => $(`.head [data-field="${field}"]`);
  const search = () => page.page.getByRole("searchbox", { name: "Search columns" });

  it("says how many are not in the list, and finds each of them", async () => {
    await head("config.key0000").waitFor();
    await page.page.getByRole("button", { name: "Columns" }).click();
    const more = $(".chooser-more");
    assert.match(await more.innerText(), /^\d,?\d{3} more: type to search$/u);
    await page.shot("columns-more");
    assert.deepEqual(await seriousViolations(page.page), []);
    await search().fill("metric0399 min");
    await page.page.getByRole("checkbox", { name: /metric0399/ }).check();
    await until(async () => !(await more.isVisible()));
    await search().fill("key2499");
    await page.page.getByRole("checkbox", { name: /key2499/ }).check();
    await page.page.keyboard.press("Escape");
    await head("metrics.metric0399.min").waitFor();
  });

  it("knows of what type they are, also after a reload", async () => {
    const isNumber = () => head("config.key2499").and($(".cell-number")).waitFor();
    await isNumber();
    await page.page.reload();
    await $(".line-run").filter({ hasText: "2,500" }).waitFor();
    await isNumber();
    await page.page.getByRole("button", { name: "Group by", exact: true }).click();
    await $(".menu-item").filter({ hasText: "Project" }).click();
    await $(".line-group .group-mean").filter({ hasText: "2,499.5" }).waitFor();
    assert.deepEqual(page.errors, []);
  });
});
