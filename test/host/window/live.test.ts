import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { gateOf } from "#test/support/gateOf.ts";
import { until } from "#test/support/until.ts";

import { colouredPixels, delays, drawn, watchDrawn } from "../drawn.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { alertingTraining, exampleTraining, failingTraining, Training } from "../training.ts";

const readmePicture =
  process.env["RUNICORN_TEST_README_PICTURE"] === "1" ? "docs/images/dashboard.png" : undefined;

describe("a training while the window is open", () => {
  let stage: Stage;
  let trainings: Training[] = [];
  const train = (script: string, ...args: string[]) => {
    const cwd = path.join(stage.folder, "src");
    mkdirSync(cwd, { recursive: true });
    const training = new Training(script, args, cwd, stage.server.env);
    trainings.push(training);
    return training;
  };
  const rowOf = (label: string) => stage.workbench.row(label).first();
  const statusOf = async (label: string) => {
    const line = await rowOf(label).getAttribute("aria-label");
    return /(running|finished|failed|interrupted)/.exec(line ?? "")?.[1];
  };
  /** Milliseconds from the return of `init` until the run's line is on the screen. */
  const untilShown = async (training: Training, label: string) => {
    const { at } = await training.init();
    await rowOf(label).waitFor();
    return Date.now() - at * 1000;
  };

  before(async () => {
    stage = await Stage.set({ settings: { "workbench.colorTheme": "Default Dark Modern" } });
  });
  after(async () => {
    for (const training of trainings) training.kill();
    trainings = [];
    await stage.strike();
  });
  reportFailures(() => stage);

  it("begins with a view that says what to do", async () => {
    await stage.workbench.showRunicorn();
    const { page } = stage;
    await page.getByRole("button", { name: "Start Demo" }).waitFor();
    await page.getByRole("button", { name: "Copy Snippet" }).waitFor();
    await page.waitForTimeout(300); // The theme is applied a moment after the first paint.
    await stage.shot("welcome-dark");
  });

  it("appears by itself, from the first run below a new store", async () => {
    const training = train(exampleTraining, "--seed", "1", "--epochs", "1");
    const ms = await untilShown(training, "seed 1");
    console.log(`      first run of a new store: shown ${ms.toFixed(0)} ms after init`);
    assert.ok(ms < 5000, `${ms} ms`);
    await training.end();
    await until(async () => (await statusOf("seed 1")) === "finished", { timeout: 10_000 });
  });

  it("shows a run in the tree within a second of init", async () => {
    const training = train(exampleTraining, "--seed", "2", "--epochs", "40");
    const ms = await untilShown(training, "seed 2");
    console.log(`      run shown ${ms.toFixed(0)} ms after init`);
    assert.ok(ms <= gateOf(1000), `${ms} ms`);
    assert.equal(await statusOf("seed 2"), "running");
    await stage.page.locator('.statusbar-item[id$="runicorn.running"]').waitFor();
  });

  it("draws the newest point within a second of log", async () => {
    await rowOf("seed 2").click();
    await stage.workbench.tab("seed 2").waitFor();
    const { dashboard } = stage.workbench;
    await dashboard.locator('[data-metric="train/loss"]').waitFor();
    await watchDrawn(dashboard, "train/loss");
    const card = dashboard.locator('[data-metric="train/loss"]');
    await until(
      async () => {
        await card.scrollIntoViewIfNeeded(); // It moves while the other charts find their place.
        return (await drawn(dashboard)).length >= 30;
      },
      { timeout: 20_000, every: 200 },
    );
    const training = trainings.at(-1);
    assert.ok(training);
    // The first draws find a page that is still being built.
    const ms = delays(training.logged("train/loss"), (await drawn(dashboard)).slice(5));
    const at = (share: number) => ms[Math.floor(ms.length * share)] ?? Infinity;
    console.log(
      `      log to screen, ${ms.length} points: median ${at(0.5).toFixed(0)} ms, 95 % ${at(0.95).toFixed(0)} ms`,
    );
    assert.ok(at(0.95) <= gateOf(1000), `95 % within ${at(0.95)} ms`);
  });

  it("draws curves, in dark and in light", async () => {
    const { dashboard } = stage.workbench;
    await until(async () => (await colouredPixels(dashboard, "train/loss")) > 300, {
      timeout: 10_000,
    });
    await dashboard.getByRole("button", { name: "General" }).click(); // So that the curves are in the picture.
    await dashboard.getByRole("heading", { name: "seed 2" }).scrollIntoViewIfNeeded();
    const steps = readmePicture === undefined ? 0 : 400;
    await until(async () => ((await drawn(dashboard)).at(-1)?.step ?? 0) > steps, {
      timeout: 40_000,
      every: 500,
    });
    await stage.page.mouse.move(640, 12);
    await stage.shot("dashboard-dark", readmePicture);
    await stage.workbench.run("Preferences: Toggle between Light/Dark Themes");
    await stage.page.locator(".monaco-workbench.vs").waitFor();
    await until(async () => (await colouredPixels(dashboard, "train/loss")) > 300);
    await stage.page.waitForTimeout(500);
    await stage.shot("dashboard-light");
    await stage.workbench.run("Preferences: Toggle between Light/Dark Themes");
    await stage.page.locator(".monaco-workbench.vs-dark").waitFor();
  });

  it("shows a killed training as failed", async () => {
    trainings.at(-1)?.kill("SIGKILL");
    const began = Date.now();
    await until(async () => (await statusOf("seed 2")) === "failed", { timeout: 10_000 });
    console.log(`      failed shown ${Date.now() - began} ms after kill -9`);
    await stage.page
      .locator('.statusbar-item[id$="runicorn.running"]')
      .waitFor({ state: "hidden" });
  });

  it("shows a training that breaks as failed, with its reason", async () => {
    const training = train(failingTraining);
    await training.init();
    await until(async () => (await statusOf("broken")) === "failed", { timeout: 10_000 });
    await rowOf("broken").click();
    await stage.workbench.dashboard
      .getByText("ValueError: the loss is not a number")
      .first()
      .waitFor();
  });

  it("tells once what a training alerts to, with no link in it", async () => {
    await train(alertingTraining).init();
    const notification = stage.workbench.notification("alerting: Watch out: the loss has doubled");
    await notification.waitFor({ timeout: 10_000 });
    await stage.shot("alert");
    assert.equal(await notification.count(), 1);
    assert.equal(await notification.locator("a", { hasText: "doubled" }).count(), 0);
    await notification.getByRole("button", { name: "Open Run" }).click();
    await stage.workbench.tab("alerting").waitFor();
    assert.equal(await notification.count(), 0);
  });

  it("keeps its tab and what was set on it over a reload of the window", async () => {
    await stage.workbench.tab("seed 2").click();
    const { dashboard } = stage.workbench;
    const log = dashboard.getByRole("tab", { name: "Log" });
    const reset = dashboard.getByRole("button", { name: "Reset zoom" }).first();
    await dashboard.getByRole("tab", { name: "Charts" }).click();
    await dashboard.locator(".plot[data-drawn]").first().press("+");
    await reset.waitFor();
    await log.click();
    await dashboard.getByText("validation loss").first().waitFor();
    await stage.workbench.run("Developer: Reload Window");
    await log.waitFor({ state: "detached" });
    await stage.workbench.tab("seed 2").waitFor();
    await dashboard.getByRole("tab", { name: "Log", selected: true }).waitFor({ timeout: 30_000 });
    await dashboard.getByText("validation loss").first().waitFor();
    await dashboard.getByRole("tab", { name: "Charts" }).click();
    await reset.click();
    await reset.waitFor({ state: "hidden" });
  });

  it("comes back when the viewer is killed", async () => {
    const [viewer] = await until(() => stage.viewers().length === 1 && stage.viewers());
    assert.ok(viewer);
    process.kill(viewer, "SIGKILL");
    const began = Date.now();
    await until(() => stage.viewers().some((pid) => pid !== viewer), { timeout: 10_000 });
    const training = train(exampleTraining, "--seed", "3", "--epochs", "1");
    await untilShown(training, "seed 3");
    console.log(`      a new run shown ${Date.now() - began} ms after kill -9 of the viewer`);
    await training.end();
    await until(async () => (await statusOf("seed 3")) === "finished", { timeout: 10_000 });
  });

  it("opens no port and asks no other machine for anything", () => {
    const listeners = stage.connections().filter((connection) => connection.listening);
    assert.deepEqual(
      listeners.map(({ local }) => local),
      [`127.0.0.1:${stage.server.port}`],
    );
    assert.deepEqual([...stage.strayed], []);
  });
});
