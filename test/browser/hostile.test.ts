import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Browser } from "playwright-core";

import { TempStore } from "#test/support/tempStore.ts";

import { launchBrowser } from "../host/workbench.ts";
import { hostileTexts } from "./hostileTexts.ts";
import { ViewerProcess } from "./viewerProcess.ts";
import { WatchedPage } from "./watchedPage.ts";

/** The text wherever an SDK captures one, and in media. */
function captureHostile(directory: string, text: string): void {
  const write = (name: string, content: string) =>
    writeFileSync(path.join(directory, name), content);
  const environment = {
    python_version: text,
    pip_packages: [`${text}==${text}`],
    gpu_info: [{ name: text }],
    env_variables: { [text]: text },
  };
  write("environment.json", JSON.stringify(environment));
  const git = { remote: text, branch: text, commit: text, dirty: true };
  const code = { argv: [text], interpreter: text, entry_file: text, cwd: text, git };
  write("code.json", JSON.stringify(code));
  write("code.patch", `diff --git a/${text} b/${text}\n+++ b/${text}\n@@ -1 +1 @@\n-${text}\n+x\n`);
  const data = { key: text, caption: text, text, columns: [text], rows: [[text]], step: 1 };
  const events = ["text", "table"].map((type) => `${JSON.stringify({ ts: 1, type, data })}\n`);
  appendFileSync(path.join(directory, "events.jsonl"), events.join(""));
}

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
      const directory = store.writeRun({
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
      captureHostile(directory, text);
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
      await page.page.getByRole("tab", { name: "Overview" }).click();
      await page.page.locator(".values tr").first().waitFor();
      await page.page.locator(".markdown").waitFor();
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

  it("are as harmless in environments, code and media compared", async () => {
    for (const [tab, shown] of [
      ["Environment", ".diff tbody tr"],
      ["Code", ".patch-line"],
      ["Media", ".media-text"],
      ["Analysis", ".analysis-body > *"],
    ] as const) {
      await page.page.getByRole("tab", { name: tab }).click();
      await page.page.locator(shown).locator("visible=true").first().waitFor();
      await page.shot(`hostile-compare-${tab.toLowerCase()}`);
      await ranNothing();
      await showsNoControls();
    }
  });

  it("are as harmless in the runs table, as columns, groups, filters and views too", async () => {
    // Every third text, as columns of its own: its value, its metric and the metric's course.
    const fields = hostileTexts
      .filter((text, i) => i % 3 === 0 && !text.includes("`") && text.length < 900)
      .flatMap((text) => [`config.\`${text}\``, `metrics.\`${text}\`.min`, `spark.${text}`]);
    const columns = ["alias", "tag", "notes", "exit_reason", "host", ...fields];
    const list = columns.map((field) => `.${field.replaceAll(/[\\,]/gu, String.raw`\$&`)}@`);
    const query = new URLSearchParams({ columns: list.join(","), baseline: `store:${ids[0]}` });
    await page.page.goto(new URL(`/table?${query.toString()}`, await viewer.link()).href);
    await page.page.locator(".line-run").first().waitFor();
    await page.page.locator(".spark path").first().waitFor({ state: "attached" });
    await page.shot("hostile-table");
    await ranNothing();
    await showsNoControls();
    await page.page.locator('.line-run [data-column="1"]').first().click({ button: "right" });
    await showsNoControls();
    await page.page.locator(".menu-item").filter({ hasText: "Only runs with" }).first().click();
    await page.page.locator(".filter-input").click();
    await page.page.locator(".filter-list").waitFor({ state: "attached" });
    for (const by of ["Tags", "Host"]) {
      await page.page.getByRole("button", { name: "Group by" }).click();
      await page.page.locator(".menu-item").filter({ hasText: by }).first().click();
      await page.page.locator(".line-group").first().waitFor();
    }
    await page.page.getByRole("button", { name: "Views" }).click();
    await page.page.locator(".menu-item").filter({ hasText: "Save view" }).click();
    await page.page.keyboard.type(hostileTexts[1] ?? "");
    await page.page.keyboard.press("Enter");
    await page.page.getByRole("button", { name: "Views" }).click();
    await page.page.locator(".menu-item").first().waitFor();
    await page.shot("hostile-table-groups");
    await ranNothing();
    await showsNoControls();
  });
});
