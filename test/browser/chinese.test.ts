import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Page } from "playwright-core";

import type { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { shotsFolder } from "../host/paths.ts";
import { BrowserStage } from "./browserStage.ts";

const ids = [1, 2, 3].map((i) => `20260101_12000${i}_${String(i).repeat(6)}`);

/** Names of things, of files, of fields as they are recorded, and what stands for itself in every language. */
const known = new Set(
  `Runicorn Markdown CSV PNG SVG JSON Git Python CUDA GPU CPU NaN EMA log KiB MiB UTC ID IDs json jsonl png txt patch py
   assets code environment events logs meta status summary system media tone wav run table runs config metrics min max
   python_version pip_packages gpu_info env_variables best_metric_name best_metric_value best_value cpu_pct last mean best
   ms lr alias title host spark regex x y step p h m s d mo branch commit runicorn viewer rn packages max_steps epochs alt shift delete
   created_at duration tag metrics loss and status running
   count notes source project name display_name exit_reason started_at ended_at gpu_count gpu cuda dirty`
    .split(/\s+/u)
    .map((word) => word.toLowerCase()),
);

/** Runs in whose texts there is no Latin letter, so that each on a page is one of ours. */
function writeRuns(store: TempStore): void {
  for (const [i, id] of ids.entries()) {
    const directory = store.writeRun({
      id,
      project: "视觉",
      name: "基线",
      meta: {
        alias: `第 ${i} 次`,
        notes: "# 结论\n\n比**基线**好。",
        tags: ["最佳", `第${i}`],
        hostname: "10.0.0.1",
        python: "3.12.1",
        platform: "6.1.0",
      },
      status:
        i === 2
          ? {
              status: "failed",
              started_at: 1_767_268_800,
              ended_at: 1_767_268_900,
              exit_reason: "内存不足",
            }
          : { status: "finished", started_at: 1_767_268_800, ended_at: 1_767_268_860 },
      config: { 学习率: 0.1 / (i + 1), 优化器: { 动量: 0.9 }, 层数: [1, 2] },
      summary: { 结果: i, best_metric_name: "训练/损失", best_metric_value: 0.5 },
      points: Array.from({ length: 40 }, (_, step) => ({
        "训练/损失": i + 1 / (1 + step),
        "验证/精度": step / 40,
      })),
      log: Array.from(
        { length: 50 },
        (_, n) => `12:00:${String(n).padStart(2, "0")} | ${n}\n`,
      ).join(""),
    });
    const write = (name: string, content: string) =>
      writeFileSync(path.join(directory, name), content);
    write(
      "environment.json",
      JSON.stringify({ python_version: `3.12.${i}`, pip_packages: [`包==1.${i}`], gpu_info: [] }),
    );
    const git = { remote: "仓库", branch: "主干", commit: `${i}123456`, dirty: true };
    write(
      "code.json",
      JSON.stringify({ argv: ["训练.py"], entry_file: "/训练.py", cwd: "/", git }),
    );
    write(
      "code.patch",
      `diff --git a/甲 b/甲\n--- a/甲\n+++ b/甲\n@@ -1 +1 @@\n-${i}\n+${i + 1}\n`,
    );
    write(
      "system.jsonl",
      [1, 2, 3].map((ts) => `{"ts":${1_767_268_800 + ts},"data":{"cpu_pct":${ts}}}\n`).join(""),
    );
    mkdirSync(path.join(directory, "media"));
    const events = [
      { ts: 1_767_268_801, type: "text", data: { key: "回答", text: "你好", step: 1 } },
      {
        ts: 1_767_268_801,
        type: "table",
        data: { key: "表格", columns: ["列"], rows: [["值"]], step: 1 },
      },
      {
        ts: 1_767_268_801,
        type: "histogram",
        data: { key: "权重", counts: [1, 2], edges: [0, 1, 2], step: 1 },
      },
      {
        ts: 1_767_268_802,
        type: "alert",
        data: { level: "warning", title: "警告", text: "损失上升" },
      },
    ];
    appendFileSync(
      path.join(directory, "events.jsonl"),
      events.map((event) => `${JSON.stringify(event)}\n`).join(""),
    );
  }
}

describe("all pages in Chinese", () => {
  let stage: BrowserStage;
  let page: Page;

  before(async () => {
    stage = await BrowserStage.set(writeRuns);
    const context = await stage.browser.newContext({
      locale: "zh-CN",
      viewport: { width: 1400, height: 900 },
    });
    page = await context.newPage();
    await page.goto(stage.linkTo(`/runs/${ids[0]}`).href);
  });

  after(() => stage.strike());

  /** Words in Latin letters that are on the page, with what they stand in. */
  const foreign = async () => {
    const texts = await page.evaluate(() => {
      const all = new Set<string>();
      const add = (text: string | null) => {
        if (text !== null && /[A-Za-z]{2}/u.test(text)) all.add(text.trim());
      };
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        if (walk.currentNode.parentElement?.closest("style, code, pre") === null)
          add(walk.currentNode.nodeValue);
      }
      for (const node of document.body.querySelectorAll("*")) {
        for (const name of ["title", "aria-label", "placeholder", "alt", "aria-valuetext"]) {
          add(node.getAttribute(name));
        }
      }
      return [...all];
    });
    return texts.filter((text) =>
      (text.match(/[A-Za-z_]{2,}/gu) ?? []).some((word) => !known.has(word.toLowerCase())),
    );
  };
  const look = async (name: string) => {
    assert.deepEqual(await foreign(), [], name);
    await page.screenshot({ path: path.join(shotsFolder, `browser-zh-${name}.png`) });
  };
  const tabs = async (name: string, ready: readonly string[]) => {
    const all = page.getByRole("tab");
    await all.nth(ready.length - 1).waitFor();
    for (const [i, selector] of ready.entries()) {
      await all.nth(i).click();
      await page.locator(selector).locator("visible=true").first().waitFor();
      await look(`${name}-${i}`);
    }
  };

  it("says all of a run in Chinese, on every tab", async () => {
    await page.locator(".run-header h1").waitFor();
    await tabs("run", [
      ".environment .values td",
      ".plot[data-drawn]",
      ".log-line",
      ".media-section",
      ".plot[data-drawn]",
      ".event-text",
      ".file-name",
      ".patch-line",
    ]);
  });

  it("says all of a chart's menu and settings in Chinese", async () => {
    await page.getByRole("tab").nth(1).click();
    await page.locator("#panel-charts .card").first().locator(".icon-button").last().click();
    await page.getByRole("menuitem").first().waitFor();
    await look("chart-menu");
    await page.getByRole("menuitem").first().click();
    await look("chart-settings");
    await page.keyboard.press("Escape");
  });

  it("says all of a comparison in Chinese, on every tab", async () => {
    await page.goto(stage.comparison(ids));
    await until(async () => (await page.locator(".compared-run").count()) === 3);
    await tabs("compare", [
      ".plot[data-drawn]",
      ".analysis-body > *",
      ".diff tbody tr",
      ".diff tbody tr",
      ".code-diff > *",
      ".media-section",
    ]);
  });

  it("says all of the runs table in Chinese, its menus too", async () => {
    await page.goto(new URL("/table", stage.link).href);
    await page.locator(".line-run").nth(2).waitFor();
    await page.locator(".line-run .cell-title").first().click();
    await look("table");
    await page.locator(".line-run .cell-title").first().click({ button: "right" });
    await look("table-cell-menu");
    await page.keyboard.press("Escape");
    await page.locator(".head .cell").nth(2).click({ button: "right" });
    await look("table-column-menu");
    await page.keyboard.press("Escape");
    for (const [i, opener] of (await page.locator(".table-toolbar .flat-button").all()).entries()) {
      await opener.click();
      await look(`table-tool-${i}`);
      await page.keyboard.press("Escape");
    }
    await page.locator(".filter-input").fill("status =");
    await page.locator(".filter-error").filter({ hasText: "此处应为值" }).waitFor();
  });
});
