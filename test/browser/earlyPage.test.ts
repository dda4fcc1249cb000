import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { writeRichRun } from "./richRun.ts";
import type { WatchedPage } from "./watchedPage.ts";

const id = "20260101_120001_aaaaaa";

describe("a run page opened while its viewer still reads the run", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  let directory: string;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      directory = writeRichRun(store, id);
      const status = { status: "running", started_at: 1_767_268_800 };
      writeFileSync(path.join(directory, "status.json"), JSON.stringify(status));
    });
    page = await stage.open();
    await page.page.locator(".run-list").waitFor();
  });

  after(() => stage.strike());

  const open = async () => {
    await page.page.goto(new URL(`/runs/${id}`, stage.link).href);
    await page.page.getByRole("tab", { name: /^Media/u }).click();
  };
  const samples = () => page.page.locator(".media-section", { hasText: "samples" });

  it("shows the media it asked for before all of the run was there", async () => {
    // What a viewer that has just begun is slow with: the metrics are last to come, and what was asked meanwhile comes after.
    let asked = 0;
    await page.page.route(/\/metrics\?/u, async (route) => {
      await until(() => {
        // Any news makes the page show what is known so far.
        appendFileSync(path.join(directory, "logs.txt"), "goes on\n");
        return asked > 0;
      });
      await route.continue();
    });
    await page.page.route(/\/media\?/u, async (route) => {
      asked += 1;
      await page.page.locator(".connection-live").waitFor({ state: "attached" });
      await route.continue();
    });
    await open();
    await samples().waitFor({ timeout: 10_000 });
    assert.match(await page.page.getByRole("tab", { name: /^Media/u }).innerText(), /\d/u);
    await page.page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("asks again for media that could not be read", async () => {
    let isRefused = true;
    await page.page.route(/\/media\?/u, (route) =>
      isRefused
        ? route.fulfill({ status: 503, json: { detail: "Busy.", error: "service_unavailable" } })
        : route.continue(),
    );
    await open();
    await page.page.locator(".media .empty").filter({ hasText: /./u }).waitFor();
    isRefused = false;
    await samples().waitFor({ timeout: 10_000 });
  });
});
