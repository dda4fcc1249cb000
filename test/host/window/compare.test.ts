import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

import { appendPoints, TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

const points = (from: number) =>
  Array.from({ length: 60 }, (_, i) => ({ "val/acc": from + i / 100, lr: 0.1 / (1 + i) }));

const dot =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** What an SDK captures, and two things to look at. */
function capture(directory: string, name: string): void {
  const environment = { pip_packages: [`torch==2.${name.length}.0`], python_version: "3.12.1" };
  writeFileSync(path.join(directory, "environment.json"), JSON.stringify(environment));
  mkdirSync(path.join(directory, "media"));
  writeFileSync(path.join(directory, "media", "dot.png"), Buffer.from(dot, "base64"));
  const events = [
    { ts: 1, type: "image", data: { key: "dots", path: "media/dot.png", step: 1 } },
    { ts: 1, type: "text", data: { key: "said", text: `I am ${name}`, step: 1 } },
  ];
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  appendFileSync(path.join(directory, "events.jsonl"), lines.join(""));
}

describe("runs of two stores in one page", function () {
  this.timeout(180_000); // A window is opened twice.
  let stage: Stage;
  const directories = new Map<string, string>();
  reportFailures(() => stage);

  before(async () => {
    const settings = { "workbench.colorTheme": "Default Dark Modern" };
    stage = await Stage.set({ settings }, (folder) => {
      for (const [place, names] of [
        [".", ["first", "second"]],
        ["other", ["third"]],
      ] as const) {
        const store = new TempStore(path.join(folder, place));
        for (const [i, alias] of names.entries()) {
          const written = store.writeRun({
            id: `20260101_12000${i}_aaaaaa`,
            meta: { alias, tags: [place === "." ? "mine" : "theirs"] },
            status: { status: "running", started_at: 1_767_268_800 },
            config: { lr: alias === "third" ? 0.3 : 0.1, name: alias },
            points: points(i + (place === "." ? 0 : 2)),
          });
          capture(written, alias);
          directories.set(alias, written);
        }
      }
    });
    stage.page.setDefaultTimeout(60_000);
  });
  after(() => stage.strike());

  const drawn = async (key: string) =>
    Number(
      await stage.workbench.dashboard
        .locator(`[data-metric="${key}"] .plot`)
        .getAttribute("data-drawn", { timeout: 40_000 }),
    );
  const toggle = (name: string) =>
    stage.workbench.dashboard.locator(".compared-toggle").filter({ hasText: name });

  it("are opened from the lines selected in the tree", async () => {
    const { workbench } = stage;
    await workbench.showRunicorn();
    await workbench.row("first").first().click();
    await workbench
      .row("third")
      .first()
      .click({ modifiers: ["ControlOrMeta"] });
    const isOpen = async () => workbench.tab("Compare 2 runs").isVisible();
    await workbench.choose(workbench.row("third").first(), "Compare Runs…", isOpen);
    await until(async () => (await drawn("val/acc")) === 60, { timeout: 40_000 });
    assert.equal(await workbench.dashboard.locator(".compared-run").count(), 2);
    await workbench.dashboard.getByText("2 of 2 runs").first().waitFor();
    await stage.shot("compare-dark");
  });

  it("grow while they go on, whichever store they are in", async () => {
    appendPoints(directories.get("third") ?? "", [{ "val/acc": 3, lr: 0.001 }], 61);
    await until(async () => (await drawn("val/acc")) === 61, { timeout: 30_000 });
    appendPoints(directories.get("first") ?? "", [{ "val/acc": 1 }, { "val/acc": 1.5 }], 61);
    await until(async () => (await drawn("val/acc")) === 62, { timeout: 30_000 });
  });

  it("are picked by name where none are selected", async () => {
    const { page, workbench } = stage;
    await workbench.dashboard.getByRole("button", { name: "Add runs…" }).click();
    const quick = page.locator(".quick-input-widget");
    await quick.locator(".monaco-list-row").filter({ hasText: "second" }).click();
    await stage.shot("compare-pick");
    await quick.getByRole("button", { name: "OK" }).click();
    await workbench.tab("Compare 3 runs").waitFor();
    await toggle("second").waitFor();
  });

  it("show their environments and media beside each other, read by the host", async () => {
    const { dashboard } = stage.workbench;
    await dashboard.getByRole("tab", { name: "Environment" }).click();
    await dashboard.getByRole("row", { name: /^torch 2\.5\.0 2\.5\.0 2\.6\.0/ }).waitFor();
    await dashboard.getByRole("tab", { name: "Media" }).click();
    for (const name of ["first", "third"]) await dashboard.getByText(`I am ${name}`).waitFor();
    const pictures = () =>
      dashboard
        .locator(".media-section img")
        .evaluateAll(
          (all) => all.filter((one) => "naturalWidth" in one && one.naturalWidth === 1).length,
        );
    await until(async () => (await pictures()) >= 2);
    await stage.shot("compare-media");
    await dashboard.getByRole("tab", { name: "Charts" }).click();
    await until(async () => (await drawn("val/acc")) === 62, { timeout: 30_000 });
  });

  it("are hidden by a key and told apart in a table", async () => {
    const { dashboard } = stage.workbench;
    await toggle("second").focus();
    await stage.page.keyboard.press("Enter");
    await until(async () => (await toggle("second").getAttribute("aria-pressed")) === "false");
    await dashboard.getByRole("tab", { name: "Config & Summary" }).click();
    await dashboard.getByRole("row", { name: /^lr 0\.1 0\.3/ }).waitFor();
    await stage.shot("compare-values");
    await dashboard.getByRole("tab", { name: "Charts" }).click();
    await until(async () => (await drawn("val/acc")) === 62, { timeout: 30_000 });
    await dashboard.getByRole("combobox", { name: "Colour by" }).click();
    await dashboard.getByRole("option", { name: "lr", exact: true }).click();
    await dashboard.locator(".compared-group").filter({ hasText: "0.3" }).waitFor();
    await dashboard.locator('[data-metric="val/acc"] .plot').press("+");
    await dashboard.getByRole("button", { name: "Reset zoom" }).first().waitFor();
    await stage.workbench.untilKept(/\\"window\\+":\{\\+"min/u);
  });

  it("are the same after a reload of the window, hidden ones too", async () => {
    const { page, workbench } = stage;
    await page.reload();
    await workbench.tab("Compare 3 runs").waitFor({ timeout: 90_000 });
    await toggle("second").waitFor({ timeout: 90_000 });
    assert.equal(await toggle("second").getAttribute("aria-pressed"), "false");
    assert.equal(await toggle("third").getAttribute("aria-pressed"), "true");
    const { dashboard } = workbench;
    await dashboard.locator(".compared-group").filter({ hasText: "0.3" }).waitFor();
    await dashboard.getByRole("button", { name: "Reset zoom" }).first().click();
    await until(async () => (await drawn("val/acc")) === 62, { timeout: 40_000 });
    await workbench.run("Preferences: Toggle between Light/Dark Themes");
    await page.locator(".monaco-workbench.vs").waitFor();
    await page.waitForTimeout(500);
    await stage.shot("compare-light");
  });

  it("stay, greyed, when their store is gone, and go on when it is back", async () => {
    const { dashboard } = stage.workbench;
    const root = path.join(stage.folder, "other", ".runicorn");
    renameSync(root, path.join(stage.folder, "away"));
    await toggle("third").getByText("lost").waitFor({ timeout: 30_000 });
    assert.ok((await drawn("val/acc")) >= 61);
    await stage.shot("compare-lost");
    renameSync(path.join(stage.folder, "away"), root);
    appendPoints(directories.get("third") ?? "", [{ "val/acc": 3.5 }], 63);
    await until(async () => (await drawn("val/acc")) === 63, { timeout: 30_000 });
    assert.equal(await dashboard.getByText("lost").count(), 0);
  });
});
