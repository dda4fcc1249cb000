import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { shotsFolder } from "../host/paths.ts";
import { seriousViolations } from "./axe.ts";
import { BrowserStage } from "./browserStage.ts";
import { idOf, writeRuns } from "./harpRuns.ts";
import { writeRichRun } from "./richRun.ts";
import type { WatchedPage } from "./watchedPage.ts";

const [rich, other] = ["20260101_130000_aaaaaa", "20260101_140000_bbbbbb"] as const;
const plain = idOf(0);

/** Makes the code of a run another one: of its patch, and of a copy it keeps. */
function writeCode(directory: string, lr: string): void {
  mkdirSync(path.join(directory, "code"), { recursive: true });
  writeFileSync(
    path.join(directory, "code", "data.py"),
    `import os\n\nSIZE = ${lr}\nprint(SIZE)\n`,
  );
  const git = { branch: "main", commit: `${lr.replace(".", "")}abc`, dirty: true };
  const files = { "data.py": "code/data.py" };
  const code = { argv: ["train.py", "--lr", lr], interpreter: "/usr/bin/python3", git, files };
  writeFileSync(path.join(directory, "code.json"), JSON.stringify(code));
  writeFileSync(
    path.join(directory, "code.patch"),
    `diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n@@ -1,2 +1,2 @@\n import runicorn\n-lr = 1\n+lr = ${lr}\n`,
  );
}

describe("what several runs differ in, in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  const directories: string[] = [];

  before(async () => {
    stage = await BrowserStage.set((store) => {
      directories.push(writeRichRun(store, rich));
      directories.push(writeRichRun(store, other, { numpy: "1.26.4", colour: 60 }));
      const running = { status: "running", started_at: 1_767_268_800 };
      writeFileSync(path.join(directories[0]!, "status.json"), JSON.stringify(running));
      for (const [i, lr] of ["0.05", "0.2"].entries()) writeCode(directories[i]!, lr);
      writeRuns(store, 2);
    });
    page = await stage.open();
    await page.page.locator("[role=treeitem], .row").first().waitFor();
    await page.page.goto(stage.comparison([rich, other, plain]));
    await page.untilDrawn("train/loss", 60);
  });

  after(() => stage.strike());

  const tab = (name: string) => page.page.getByRole("tab", { name: new RegExp(`^${name}`, "u") });
  const choose = async (list: string, name: string) => {
    await page.page.getByRole("combobox", { name: list }).click();
    await page.page.getByRole("option", { name, exact: true }).first().click();
  };
  const row = (name: RegExp) => page.page.getByRole("row", { name });

  it("says how far numbers are from a baseline's, and whether that is better", async () => {
    await tab("Config & Summary").click();
    await choose("Baseline", "run 0");
    const loss = row(/^train\/loss /u);
    await until(async () => (await loss.locator(".diff-better").count()) === 2);
    assert.match(await loss.innerText(), /−0\.10\d+ \(−87 %\)/u);
    await page.page.locator("th.baseline").first().waitFor();
    await page.shot("compare-baseline");
    await page.page.getByRole("textbox", { name: "Search values" }).fill("loss");
    await until(async () => (await row(/^optimizer/u).count()) === 0);
    await page.page.getByRole("textbox", { name: "Search values" }).fill("");
  });

  it("copies a table as Markdown and as CSV", async () => {
    await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const read = () => page.page.evaluate(() => navigator.clipboard.readText());
    await page.page.getByRole("button", { name: "Copy Config as Markdown" }).click();
    await until(async () => /^\| Config \| run 0 \|.*\n\| :-- \|/u.test(await read()));
    await page.page.getByRole("button", { name: "Copy Config as CSV" }).click();
    await until(async () => (await read()).startsWith("Config,run 0,"));
  });

  it("lists in what packages, hardware, commands and commits differ, and who captured none", async () => {
    await tab("Environment").click();
    await row(/^numpy .*2\.1\.0.*1\.26\.4/u).waitFor();
    assert.equal(await row(/^torch /u).count(), 0);
    await row(/^command .*--lr 0\.05.*--lr 0\.2/u).waitFor();
    await row(/^commit .*005abc.*02abc/u).waitFor();
    await page.page.getByText("not captured").first().waitFor();
    await page.shot("compare-environment");
    await page.page.getByRole("checkbox", { name: "Only differences" }).click();
    await row(/^torch .*2\.9\.0/u).waitFor();
    await page.page.getByRole("checkbox", { name: "Only differences" }).click();
  });

  it("compares the code of two of them: copies and patches", async () => {
    await tab("Code").click();
    const lines = page.page.locator(".code-diff .patch-line");
    await lines.getByText("-SIZE = 0.05", { exact: true }).waitFor();
    await lines.getByText("+SIZE = 0.2", { exact: true }).waitFor();
    await lines.getByText("++lr = 0.2", { exact: true }).waitFor();
    await page.shot("compare-code");
    await choose("compared with", "run 0");
    await page.page.getByText("Not both runs captured their code.").waitFor();
  });

  it("shows media side by side at one step, and says who has none", async () => {
    await tab("Media").click();
    const images = page.page.locator(".media-section", { hasText: "samples" });
    await images.locator("img").nth(1).waitFor();
    await until(async () => (await images.getByText("step 30").count()) === 2);
    await images.getByText("This run has nothing of this.").waitFor();
    await page.page.locator(".media-section audio").first().waitFor();
    await page.page.getByRole("slider", { name: "Step" }).focus();
    await page.page.keyboard.press("Home");
    await until(async () => (await images.getByText("step 10").count()) === 2);
    const answer = page.page.locator(".media-section", { hasText: "answer" });
    await until(async () => (await answer.getByText("At step 10").count()) === 2);
    await page.shot("compare-media");
  });

  it("goes on with media while a run does", async () => {
    await page.page.getByRole("slider", { name: "Step" }).focus();
    await page.page.keyboard.press("End");
    const data = { key: "answer", step: 40, text: "now it says goodbye" };
    appendFileSync(
      path.join(directories[0]!, "events.jsonl"),
      `${JSON.stringify({ ts: 1_767_268_900, type: "text", data })}\n`,
    );
    await page.page.getByText("now it says goodbye").waitFor();
  });

  it("takes a run that is added on the page, and keeps all over a reload", async () => {
    await page.page.getByRole("slider", { name: "Step" }).focus();
    await page.page.keyboard.press("Home");
    await page.page.getByRole("textbox", { name: "Add a run…" }).click();
    await page.page.getByRole("option", { name: /run 1/u }).click();
    await until(async () => (await page.page.locator(".compared-run").count()) === 4);
    await page.page.reload();
    await until(async () => (await page.page.locator(".compared-run").count()) === 4);
    assert.equal(await tab("Media").getAttribute("aria-selected"), "true");
    const images = page.page.locator(".media-section", { hasText: "samples" });
    await until(async () => (await images.getByText("step 10").count()) === 2);
    await tab("Environment").click();
    await page.page.locator("th.baseline").first().waitFor();
    const baseline = page.page.locator('[aria-label="Baseline"] .selected-value');
    await until(async () => (await baseline.innerText()).includes("run 0"));
  });

  it("has no serious violation for axe on any of its tabs", async () => {
    for (const name of ["Environment", "Config", "Code", "Media", "Analysis", "Charts"]) {
      await tab(name).click();
      assert.deepEqual(await seriousViolations(page.page), [], name);
    }
  });

  it("looks right in light, in high contrast and in Chinese", async () => {
    await tab("Config").click();
    await page.page.emulateMedia({ colorScheme: "light" });
    await page.shot("compare-values-light");
    await page.page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await page.shot("compare-values-contrast");
    await tab("Media").click();
    await page.shot("compare-media-contrast");
    await page.page.emulateMedia({ forcedColors: "none", colorScheme: "dark" });
    const options = { locale: "zh-CN", viewport: { width: 1400, height: 900 } };
    const chinese = await stage.browser.newContext(options);
    await chinese.addCookies(await page.page.context().cookies());
    const other = await chinese.newPage();
    await other.goto(page.page.url());
    await other.getByRole("tab", { name: "环境" }).click();
    await other.getByRole("heading", { name: "软件包" }).waitFor();
    await until(async () => (await other.getByRole("row", { name: /^numpy/u }).count()) === 1);
    await other.screenshot({ path: path.join(shotsFolder, "browser-compare-zh.png") });
    await chinese.close();
  });

  it("met no error, no violation of its policy and no foreign request", async () => {
    assert.deepEqual(page.errors, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.foreign, []);
  });
});
