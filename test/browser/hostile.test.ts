import assert from "node:assert/strict";

import type { Browser } from "playwright-core";

import { TempStore } from "#test/support/tempStore.ts";

import { launchBrowser } from "../host/workbench.ts";
import { hostileTexts } from "./hostileTexts.ts";
import { ViewerProcess } from "./viewerProcess.ts";
import { WatchedPage } from "./watchedPage.ts";

describe("hostile texts in a browser", () => {
  let browser: Browser;
  let store: TempStore;
  let viewer: ViewerProcess;
  let page: WatchedPage;
  const ids: string[] = [];

  before(async () => {
    browser = await launchBrowser();
    store = new TempStore();
    for (const [i, text] of hostileTexts.entries()) {
      const id = `20260101_1200${String(i).padStart(2, "0")}_hostil`;
      ids.push(id);
      store.writeRun({
        id,
        project: "hostile",
        name: "all",
        meta: {
          created_at: 1_767_268_800 + i,
          display_name: text,
          alias: text,
          notes: text,
          tags: [text, text],
          hostname: text,
          python: text,
          platform: text,
        },
        status: { status: "failed", started_at: 1, ended_at: 2, exit_reason: text },
        config: { [text]: text, nested: { [text]: [text] } },
        summary: { [text]: text, best_metric_name: text, best_metric_value: 0.5 },
        points: [{ [text]: 1, [`${text}/${text}`]: 2 }],
        log: `10:00:00 | ${text}\n${text}\n`,
      });
    }
    viewer = new ViewerProcess(store);
    page = await WatchedPage.open(browser, await viewer.link());
  });

  after(async () => {
    await browser.close();
    viewer.dispose();
    store.dispose();
  });

  it("stay text in run lists, headers, charts, tables and logs", async () => {
    for (const [i, id] of ids.entries()) {
      await page.page.evaluate((run) => (location.hash = `run=${run}`), id);
      await page.page.locator(`.row[data-run="${id}"][aria-selected="true"]`).waitFor();
      await page.page.locator(".card canvas").first().waitFor();
      await page.page.locator(".card .plot[data-drawn]").first().waitFor();
      await page.page.locator(".plot").first().hover();
      await page.page.getByRole("tab", { name: "Config & Summary" }).click();
      await page.page.locator(".values tr").first().waitFor();
      await page.page.getByRole("tab", { name: "Log" }).click();
      await page.page.locator(".log-line").first().waitFor();
      if (i === 1) await page.shot("hostile-log");
      await page.page.getByRole("tab", { name: "Charts" }).click();
      if (i === 1) await page.shot("hostile-charts");
    }
  });

  it("are found by the search as what they are", async () => {
    const search = page.page.getByRole("textbox", { name: "Search runs" });
    await search.fill("<svg onload");
    await page.page.locator(`.row[data-run="${ids[2]}"]`).waitFor();
    await search.fill("");
  });

  const ranNothing = async () => {
    assert.equal(await page.page.evaluate(() => "pwned" in globalThis), false);
    assert.deepEqual(page.foreign, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.errors, []);
    assert.equal(
      await page.page.locator("img, iframe, object, form, base, body script").count(),
      0,
    );
    assert.equal(new URL(page.page.url()).host, (await viewer.link()).host);
  };
  const showsNoControls = async () => {
    const text = await page.page.evaluate(() => document.body.innerText);
    assert.doesNotMatch(text, /[\u202A-\u202E\u2066-\u2069\u009B]/u);
    assert.equal(text.includes("\u001B"), false);
  };

  it("ran nothing, fetched nothing and broke no policy", ranNothing);

  it("put no control or direction character on the page", showsNoControls);

  it("are as harmless where runs are compared", async () => {
    const query = new URLSearchParams({ runs: ids.join(",") });
    await page.page.goto(new URL(`/compare?${query.toString()}`, await viewer.link()).href);
    await page.page.locator(".card .plot[data-drawn]").first().waitFor();
    await page.page.locator(".plot").first().hover();
    for (const by of ["Name", "Tag"]) {
      await page.page.getByRole("combobox", { name: "Group by" }).click();
      await page.page.getByRole("option", { name: by, exact: true }).click();
      await page.page.locator(".compared-group").first().waitFor();
    }
    await page.page
      .locator(".plot")
      .first()
      .hover({ position: { x: 100, y: 80 } });
    await page.shot("hostile-compare");
    await ranNothing();
    await showsNoControls();
    await page.page.getByRole("tab", { name: "Config & Summary" }).click();
    await page.page.locator(".diff tbody tr").first().waitFor();
    await page.shot("hostile-compare-values");
    await ranNothing();
    await showsNoControls();
  });
});
