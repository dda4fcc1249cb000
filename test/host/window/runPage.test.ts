import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { appendPoints, TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { writeRichRun } from "../../browser/richRun.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

describe("the page of a run in the editor, and what is around it", () => {
  let stage: Stage;
  let live: string;
  reportFailures(() => stage);

  before(async () => {
    stage = await Stage.set({}, (folder) => {
      const store = new TempStore(folder);
      writeRichRun(store, "20260101_120000_aaaaaa");
      const rich = writeRichRun(store, "20260101_130000_bbbbbb", { numpy: "1.26.4" });
      const script = path.join(folder, "train.py");
      writeFileSync(script, "import runicorn as rn\n");
      writeFileSync(path.join(rich, "code.json"), JSON.stringify({ entry_file: script }));
      live = store.writeRun({
        id: "20260102_120000_cccccc",
        project: "vision",
        name: "live",
        meta: { pid: process.pid, hostname: os.hostname(), created_at: Date.now() / 1000 },
        status: { status: "running", started_at: Date.now() / 1000 },
        points: [{ loss: 0.5 }],
      });
    });
  });
  after(() => stage.strike());

  const tab = (name: string) => stage.workbench.dashboard.getByRole("tab", { name });

  it("shows the live run's key metric in the status bar, as it moves", async () => {
    const { page, workbench } = stage;
    await workbench.showRunicorn();
    const item = page.locator('.statusbar-item[id$="runicorn.running"]');
    await item.filter({ hasText: "loss 0.5" }).waitFor({ timeout: 40_000 });
    appendPoints(live, [{ loss: 0.25 }], 2);
    await item.filter({ hasText: "loss 0.25" }).waitFor();
  });

  it("shows pictures, which reach the page as bytes, and notes", async () => {
    const { page, workbench } = stage;
    await workbench.row("aaaaaa").first().click();
    await tab("Overview").click();
    await workbench.dashboard.getByRole("heading", { name: "What came of it" }).waitFor();
    await stage.shot("run-overview");
    await tab("Media").click();
    const image = workbench.dashboard.locator('figure[data-step="30"] img').first();
    const width = await until(() =>
      image.evaluate(async (one: HTMLImageElement) => {
        await one.decode();
        return one.naturalWidth;
      }),
    );
    assert.equal(width, 64);
    await until(() =>
      workbench.dashboard
        .locator("audio")
        .evaluate((player: HTMLAudioElement) => player.duration > 0.09),
    );
    await page.waitForTimeout(300);
    await stage.shot("run-media");
  });

  it("saves a chart as numbers, a drawing and a picture where the person says, and copies it", async () => {
    const { page, workbench } = stage;
    const { dashboard } = workbench;
    await tab("Charts").click();
    const card = dashboard.locator('[data-metric="train/loss"]');
    await card.locator(".plot[data-drawn]").waitFor();
    const choose = async (name: string) => {
      await card.getByRole("button", { name: "More actions" }).click();
      await dashboard.getByRole("menuitem", { name }).click();
    };
    for (const [name, file, begins] of [
      ["Save as CSV", "chart.csv", "metric,line,x_first"],
      ["Save as SVG", "chart.svg", "<svg "],
      ["Save as PNG", "chart.png", "\u0089PNG"],
    ] as const) {
      await choose(name);
      const input = page.locator(".quick-input-widget input.input");
      await input.waitFor();
      await stage.shot("save-chart");
      const target = path.join(stage.folder, file);
      await workbench.answerFileDialog(target);
      const saved = await until(() => existsSync(target) && readFileSync(target, "latin1"));
      assert.ok(saved.startsWith(begins), saved.slice(0, 30));
    }
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await choose("Copy image");
    await dashboard.getByText("Image copied").waitFor();
  });

  it("compares what it ran in with a run of whichever store, picked by name", async () => {
    const { page, workbench } = stage;
    await tab("Overview").click();
    await workbench.dashboard.getByRole("button", { name: "Compare with run…" }).click();
    const quick = page.locator(".quick-input-widget");
    await quick.locator(".monaco-list-row").filter({ hasText: "bbbbbb" }).click();
    const row = workbench.dashboard.locator(".environment tbody tr").filter({ hasText: "numpy" });
    await row.filter({ hasText: "1.26.4" }).waitFor();
    await stage.shot("run-environment-diff");
  });

  it("opens the patch as a document", async () => {
    const { page, workbench } = stage;
    await tab("Code").click();
    await workbench.dashboard.getByText("Open as a diff").click();
    await page.locator(".monaco-editor .view-line", { hasText: "lr = 0.05" }).first().waitFor();
    await workbench.run("View: Close Editor");
  });

  it("says in the Details view what the selected run is made of", async () => {
    const { workbench } = stage;
    await workbench.openPane("Details");
    await workbench.row("bbbbbb").first().click();
    await workbench.pane("Details").row("Status").waitFor();
    await workbench.pane("Details").row("best, paper").waitFor();
    await stage.shot("run-details");
  });

  /** As a person does: with Shift held, so that the page gets what is dropped, not the editor. */
  const dropRun = async (name: string) => {
    const { page, workbench } = stage;
    const from = await workbench.pane("Experiments").row(name).first().boundingBox();
    const to = await page.locator(".editor-group-container").first().boundingBox();
    assert.ok(from && to);
    await page.mouse.move(from.x + 60, from.y + 10);
    await page.mouse.down();
    await page.keyboard.down("Shift");
    await page.mouse.move(to.x + 100, to.y + 200, { steps: 10 });
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 10 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    // Off what would tell of itself over the lines of the tree.
    await page.mouse.move(to.x + to.width / 2, 5);
  };

  it("compares runs that are dropped on it, and those dropped on a comparison", async () => {
    const { workbench } = stage;
    await workbench.row("bbbbbb").first().click();
    await workbench.tab("bbbbbb").waitFor();
    await workbench.dashboard.getByRole("heading", { name: "bbbbbb" }).waitFor();
    await dropRun("aaaaaa");
    await workbench.tab("Compare 2 runs").waitFor();
    await workbench.dashboard.locator(".compared-run").nth(1).waitFor();
    await dropRun("cccccc");
    await workbench.tab("Compare 3 runs").waitFor();
  });

  it("opens another run with the board as it was set up", async () => {
    const { page, workbench } = stage;
    const { dashboard } = workbench;
    await workbench.row("aaaaaa").first().dblclick();
    await tab("Charts").click();
    await dashboard.getByRole("button", { name: "Chart settings" }).click();
    await dashboard.getByRole("combobox", { name: "Chart size" }).click();
    await dashboard.getByRole("option", { name: "Large" }).click();
    await page.keyboard.press("Escape");
    await workbench.run("View: Close All Editors");
    await workbench.row("bbbbbb").first().dblclick();
    await tab("Charts").click();
    await dashboard.locator('.charts[data-size="large"]').first().waitFor();
    await stage.shot("run-board-large");
  });

  it("lists the runs of the file that is open", async () => {
    const { page, workbench } = stage;
    await page.keyboard.press("ControlOrMeta+P");
    const quick = page.locator(".quick-input-widget input.input");
    await quick.fill("train.py");
    await page
      .locator(".quick-input-list .monaco-list-row", { hasText: "train.py" })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await workbench.tab("train.py").waitFor();
    await workbench.run("Runicorn: Runs of This File");
    await workbench.pane("Experiments").root.getByText("Runs of train.py").waitFor();
    await workbench.pane("Experiments").row("bbbbbb").waitFor();
    await until(async () => (await workbench.pane("Experiments").row("vision").count()) === 1);
    await stage.shot("run-of-file");
    await workbench.run("Runicorn: Clear Filter");
    await workbench.pane("Experiments").row("aaaaaa").waitFor();
  });
});
