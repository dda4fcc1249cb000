import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { commandLine, familyOf } from "../processes.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { exampleTraining, Training } from "../training.ts";

describe("a newcomer's first minutes", () => {
  let stage: Stage;
  let training: Training | undefined;
  reportFailures(() => stage);
  const demos = () =>
    familyOf(stage.server.pid).filter((pid) => / demo --no-viewer /.test(commandLine(pid)));

  before(async () => {
    stage = await Stage.set();
  });
  after(async () => {
    training?.kill();
    await stage.strike();
  });

  it("need one button to see a live run", async () => {
    const { page, workbench } = stage;
    await workbench.showRunicorn();
    await page.getByRole("button", { name: "Start Demo" }).click();
    await page.locator('.statusbar-item[id$="runicorn.running"]').waitFor({ timeout: 30_000 });
    const [demo] = await until(() => demos().length > 0 && demos());
    assert.ok(demo);
    await stage.shot("demo-light");
    await workbench.run("Terminal: Kill the Active Terminal Instance");
    await until(() => demos().length === 0, { timeout: 10_000 });
    await page.locator('.statusbar-item[id$="runicorn.running"]').waitFor({ state: "hidden" });
  });

  it("show runs outside the workspace on one click", async () => {
    const elsewhere = path.join(stage.server.home, "elsewhere");
    mkdirSync(elsewhere);
    const args = ["--seed", "9", "--epochs", "1"];
    training = new Training(exampleTraining, args, elsewhere, stage.server.env);
    await training.init();
    const { workbench } = stage;
    await workbench.answer("Training runs were recorded in", "Show Runs");
    await workbench.row("seed 9").first().waitFor();
    await workbench.row("my-model").first().waitFor();
    await stage.shot("two-stores-light");
  });

  it("open a store in a browser only when asked", async () => {
    const ports = () =>
      stage
        .connections()
        .filter(({ listening }) => listening)
        .map(({ local }) => Number(/:(\d+)$/.exec(local)?.[1]))
        .filter((port) => port !== stage.server.port);
    assert.deepEqual(ports(), []);
    const { page, workbench } = stage;
    await workbench.run("Runicorn: Open in Browser");
    await page.locator(".quick-input-widget .monaco-list-row").first().click();
    const [port] = await until(() => ports().length > 0 && ports(), { timeout: 20_000 });
    const answer = await fetch(`http://127.0.0.1:${port}/api/v2/store`);
    assert.equal(answer.status, 401, "without the link's ticket nothing is told");
    await workbench.run("Terminal: Kill the Active Terminal Instance");
    await until(() => ports().length === 0, { timeout: 10_000 });
  });
});
