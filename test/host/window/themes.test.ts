import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Frame, Locator } from "playwright-core";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { seriousViolations } from "../../browser/axe.ts";
import { writeRuns } from "../../browser/harpRuns.ts";
import { writeRichRun } from "../../browser/richRun.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

/** Themes of the editor's own, with the class that its window has in each, and what pages are told. */
const themes = [
  ["dark", "Default Dark Modern", "vs-dark", "vscode-dark"],
  ["light", "Default Light Modern", "vs", "vscode-light"],
  ["hc-dark", "Default High Contrast", "hc-black", "vscode-high-contrast"],
  ["hc-light", "Default High Contrast Light", "hc-light", "vscode-high-contrast-light"],
] as const;

/** Every page with its tabs, and what has come when a tab can be looked at. */
const pages = {
  run: [
    ["Overview", ".config-row"],
    ["Charts", ".plot[data-drawn]"],
    ["Log", ".log-line"],
    ["Media", ".media-section"],
    ["System", ".plot[data-drawn]"],
    ["Events", ".event-text"],
    ["Files", ".file-name"],
    ["Code", ".patch-line"],
  ],
  compare: [
    ["Charts", ".plot[data-drawn]"],
    ["Config", ".diff tbody tr"],
    ["Environment", ".diff tbody tr"],
    ["Code", ".code-diff > *"],
    ["Media", ".media-section"],
    ["Analysis", ".analysis-body > *"],
  ],
} as const;

describe("every page in every theme of the editor", function () {
  this.timeout(240_000);
  let stage: Stage;
  let kind: string;
  reportFailures(() => stage);

  before(async () => {
    stage = await Stage.set({ settings: { "workbench.colorTheme": themes[0][1] } }, (folder) => {
      const store = new TempStore(folder);
      writeRuns(store, 4);
      writeRichRun(store, "20260101_130000_bbbbbb", { numpy: "1.26.4", colour: 60 });
      writeRichRun(store, "20260101_140000_cccccc");
    });
    stage.page.setDefaultTimeout(60_000);
    await stage.workbench.showRunicorn();
    await stage.workbench.openPane("Details");
    await stage.workbench.row("cccccc").first().waitFor();
  });
  after(() => stage.strike());

  const $ = (selector: string): Locator => stage.workbench.dashboard.locator(selector);
  /** The document of the page in front. */
  const frame = async (): Promise<Frame> => {
    const body = await $("body").elementHandle();
    const found = await body.ownerFrame();
    assert.ok(found);
    return found;
  };
  const look = async (name: string) => {
    await until(async () => (await $("body").getAttribute("data-vscode-theme-kind")) === kind);
    await stage.page.waitForTimeout(250);
    await stage.shot(`theme-${name}`);
    assert.deepEqual(await seriousViolations(await frame()), [], name);
  };
  const lookAtTabs = async (name: string, tabs: readonly (readonly [string, string])[]) => {
    for (const [tab, ready] of tabs) {
      await stage.workbench.dashboard
        .getByRole("tab", { name: new RegExp(`^${tab}`, "u") })
        .click();
      await $(ready).locator("visible=true").first().waitFor();
      await look(`${name}-${tab.toLowerCase()}`);
    }
  };
  const wear = async (theme: string, look: string) => {
    const save = () => {
      for (const folder of ["User", "Machine"]) {
        const file = path.join(stage.server.home, "data", folder, "settings.json");
        const settings = JSON.parse(readFileSync(file, "utf8")) as object;
        writeFileSync(file, JSON.stringify({ ...settings, "workbench.colorTheme": theme }));
      }
    };
    const worn = stage.page.locator(`.monaco-workbench.${look}`);
    // A window that has just opened may miss the first change of the file.
    await until(
      async () => {
        save();
        return (await worn.count()) === 1;
      },
      { timeout: 60_000, every: 1000 },
    );
  };

  // Dark and light are looked at by other suites, too: here only where all are asked for, by RUNICORN_TEST_THEMES=all.
  const isAll = process.env["RUNICORN_TEST_THEMES"] === "all";
  for (const [name, theme, worn, told] of isAll ? themes : themes.slice(2)) {
    it(`in ${theme}`, async () => {
      const { workbench, page } = stage;
      kind = told;
      await wear(theme, worn);
      await workbench.row("cccccc").first().click();
      await workbench.pane("Details").row("Status").waitFor();
      await $(".run-header h1").waitFor();
      await lookAtTabs(`${name}-run`, pages.run);
      await workbench.run("View: Close All Editors");
      await workbench.run("Runicorn: Open Runs Table");
      await $(".line-run").first().click();
      await look(`${name}-table`);
      await $(".grid").focus();
      await page.keyboard.press("Control+a");
      await workbench.dashboard.getByRole("button", { name: "Compare" }).click();
      await workbench.tab("Compare 6 runs").waitFor();
      await until(async () => (await $(".compared-run").count()) === 6);
      await lookAtTabs(`${name}-compare`, pages.compare);
      await workbench.run("View: Close All Editors");
    });
  }
});
