import assert from "node:assert/strict";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { colouredPixels, drawn, watchDrawn } from "../drawn.ts";
import { shotsFolder } from "../paths.ts";
import { commandLine, connectionsOf } from "../processes.ts";
import { RemoteMachine } from "../remoteMachine.ts";
import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";
import { stopAtFailure } from "../stopAtFailure.ts";
import { exampleTraining, Training } from "../training.ts";
import { Workbench } from "../workbench.ts";

describe("runs on another machine", function () {
  this.timeout(240_000); // Real machines, and this one may be busy.
  stopAtFailure();
  let machine: RemoteMachine;
  let stage: Stage;
  const trainings: Training[] = [];
  reportFailures(() => stage);

  before(async () => {
    stage = await Stage.set({ settings: { "workbench.colorTheme": "Default Dark Modern" } });
    stage.page.setDefaultTimeout(60_000);
    machine = await RemoteMachine.start();
    const key = machine.sshd.makeClientKey();
    stage.writeSshFile("config", machine.entry("gpu1", `IdentityFile ${key.path}`));
    const here = new Training(
      exampleTraining,
      ["--seed", "1", "--epochs", "60"],
      stage.folder,
      stage.server.env,
    );
    const remote = machine.train(exampleTraining, "--seed", "7", "--epochs", "400");
    trainings.push(here, remote);
    await Promise.all([here.init(), remote.init()]);
  });
  after(async () => {
    for (const training of trainings) training.kill();
    await stage.strike();
    await machine.dispose();
  });

  /** Ports the shared viewer listens on. */
  const sharedPorts = (): number[] => {
    const shared = stage.server.sharedViewer;
    assert.ok(shared);
    return connectionsOf([shared])
      .filter(({ listening }) => listening)
      .map(({ local }) => Number(/:(\d+)$/.exec(local)?.[1]));
  };
  const hosts = () => stage.workbench.pane("Remote Hosts");
  const experiments = () => stage.workbench.pane("Experiments");
  /** The card moves while the other charts find their place, and out of sight nothing is drawn. */
  const isCurveInSight = async (pixels = 300) => {
    const { dashboard } = stage.workbench;
    await dashboard.locator('[data-metric="train/loss"]').scrollIntoViewIfNeeded();
    return (await colouredPixels(dashboard, "train/loss")) > pixels;
  };
  const quick = () => stage.page.locator(".quick-input-widget");
  const pick = async (text: string) => {
    await quick().locator(".monaco-list-row").filter({ hasText: text }).first().click();
  };

  it("are one view away: the hosts of the ssh configuration are listed", async () => {
    const { workbench } = stage;
    await workbench.showRunicorn();
    await workbench.openPane("Remote Hosts");
    await hosts().row("gpu1").waitFor();
    await stage.shot("hosts-idle");
  });

  it("are reached from the palette, once the machine's key is trusted", async () => {
    const { page, workbench } = stage;
    await workbench.run("Runicorn: Connect to Remote…");
    await quick().locator(".monaco-list-row").filter({ hasText: "gpu1" }).first().waitFor();
    await stage.shot("connect-host");
    await pick("gpu1");
    const dialog = page.locator(".monaco-dialog-box");
    await dialog.getByText("Nobody has vouched for").waitFor();
    const [key] = machine.sshd.hostKeys;
    assert.ok(key);
    await dialog.getByText(key.fingerprint).waitFor();
    await dialog.getByText("ssh-ed25519").waitFor();
    await stage.shot("connect-key");
    await dialog.getByRole("button", { name: "Trust and Connect" }).click();
    await quick().getByText("Another Folder…").waitFor();
    await quick().getByText(machine.root).waitFor();
    await stage.shot("connect-environment");
    await pick("Another Folder…");
    await quick().getByText("Type a path").or(quick().locator("input.input")).first().waitFor();
    await quick().locator("input.input").fill(machine.root);
    await quick().getByText(`Use ${machine.root}`).waitFor();
    await stage.shot("connect-folder");
    await pick(`Use ${machine.root}`);
    await hosts().row("seed 7").waitFor();
  });

  it("stand live beside those of this machine", async () => {
    const { workbench } = stage;
    await experiments().row("seed 1").first().waitFor();
    await experiments().row("seed 7").first().waitFor();
    await experiments().row(`tester@127.0.0.1:${machine.line.port}`).waitFor();
    await hosts().row("gpu1").getByText(/\d ms/).waitFor();
    await experiments().row("seed 7").first().click();
    const { dashboard } = workbench;
    await dashboard.locator('[data-metric="train/loss"]').waitFor();
    await watchDrawn(dashboard, "train/loss");
    await until(async () => (await isCurveInSight()) && (await drawn(dashboard)).length >= 5, {
      timeout: 60_000,
      every: 200,
    });
    await stage.shot("remote-live");
  });

  it("are in one chart with those of this machine", async () => {
    const { page, workbench } = stage;
    await experiments().row("seed 1").first().click();
    await workbench.tab("seed 1").waitFor();
    await workbench.run("Runicorn: Compare Runs…");
    for (const label of ["seed 1", "seed 7"]) {
      const row = quick().locator(".monaco-list-row").filter({ hasText: label });
      await row.waitFor();
      if ((await row.getAttribute("aria-checked")) !== "true") await row.click();
    }
    await quick().getByText("2 Selected").waitFor();
    await page.keyboard.press("Enter");
    await workbench.tab("Compare").waitFor();
    const { dashboard } = workbench;
    await dashboard.getByText(`tester@127.0.0.1:${machine.line.port}`).first().waitFor();
    await dashboard.getByText("this machine").first().waitFor();
    await until(async () => isCurveInSight(600), { timeout: 60_000, every: 300 });
    await stage.shot("remote-compare");
    await workbench.tab("seed 7").click();
    await watchDrawn(dashboard, "train/loss");
    // Points may come before the page, begun anew, has its curve.
    await until(async () => (await isCurveInSight()) && (await drawn(dashboard)).length > 0, {
      timeout: 60_000,
      every: 200,
    });
  });

  it("are grey, with what was last known, while the line is cut", async () => {
    const { dashboard } = stage.workbench;
    const before = (await drawn(dashboard)).length;
    await machine.line.refuse();
    await hosts().row("gpu1").getByText("reconnecting").waitFor();
    const line = experiments().row(`tester@127.0.0.1:${machine.line.port}`);
    await line.getByText("away ·").waitFor();
    await experiments().row("seed 7").first().waitFor();
    await dashboard.getByText("Reconnecting to the viewer").waitFor();
    // What the page says at its top may have moved the chart out of sight, where nothing is drawn.
    await until(isCurveInSight, { timeout: 5000 });
    assert.ok(before > 0);
    await stage.page.waitForTimeout(500);
    await stage.shot("remote-away");
  });

  it("are live again by themselves when the line is back, with nothing missing", async () => {
    const { dashboard } = stage.workbench;
    const last = (await drawn(dashboard)).at(-1)?.step ?? 0;
    await machine.line.listen();
    const began = Date.now();
    await until(async () => ((await drawn(dashboard)).at(-1)?.step ?? 0) > last, {
      timeout: 60_000,
      every: 100,
    });
    console.log(`      new points drawn ${Date.now() - began} ms after the line was back`);
    await hosts().row("gpu1").getByText("reconnecting").waitFor({ state: "detached" });
    await experiments().row("away ·").waitFor({ state: "detached" });
    await stage.page.waitForTimeout(500);
    await stage.shot("remote-back");
  });

  it("come back after a reload of the window, without a question", async () => {
    await stage.workbench.run("Developer: Reload Window");
    await stage.page.locator(".monaco-workbench .part.statusbar").waitFor();
    await experiments().row("seed 7").first().waitFor();
    await stage.workbench.dashboard.locator('[data-metric="train/loss"]').waitFor();
  });

  it("have a log there", async () => {
    await stage.workbench.run("Runicorn: Show Remote Viewer Log");
    await stage.page.locator(".part.panel").getByText(machine.root).first().waitFor();
    await stage.shot("remote-log");
  });

  it("take one login and one viewer there, however many windows show them", async () => {
    const viewers = () =>
      machine.sshd.programs.filter(({ pid }) => / viewer --stdio /.test(commandLine(pid))).length;
    const sessions = machine.sshd.sessions.length;
    assert.equal(viewers(), 1);
    const page = await stage.browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    const other = await Workbench.open(page, stage.server.url, undefined);
    await other.showRunicorn();
    await other.openPane("Remote Hosts");
    await other.pane("Remote Hosts").row("gpu1").waitFor();
    await other.pane("Remote Hosts").row("gpu1").getByText("not shown in this window").waitFor();
    await other.run("Runicorn: Connect to Remote…");
    // Another browser profile remembers nothing, so it asks which runs; it never asks for a key or a login.
    const picks = page.locator(".quick-input-widget .monaco-list-row");
    await picks.filter({ hasText: "gpu1" }).click();
    await picks.filter({ hasText: machine.root }).click();
    await other.pane("Experiments").row("seed 7").first().waitFor();
    await page.screenshot({ path: path.join(shotsFolder, "remote-second-window.png") });
    assert.deepEqual([machine.sshd.sessions.length, viewers()], [sessions, 1]);
    await page.close();
  });

  it("open no port on this machine", () => {
    assert.deepEqual(sharedPorts(), []);
    const listeners = stage.connections().filter(({ listening }) => listening);
    assert.deepEqual(
      listeners.map(({ local }) => local),
      [`127.0.0.1:${stage.server.port}`],
    );
    assert.deepEqual([...stage.strayed], []);
  });

  it("are in a browser, too, by a port of this machine that is there only then", async () => {
    const { page, workbench } = stage;
    await workbench.run("Runicorn: Open Remote Runs in Browser");
    const [port] = await until(() => sharedPorts().length > 0 && sharedPorts(), {
      timeout: 60_000,
    });
    assert.ok(port !== undefined && port >= 8081 && port <= 8099, String(port));
    const answer = await fetch(`http://127.0.0.1:${port}/api/v2/store`);
    assert.equal(answer.status, 401, "without the link's ticket nothing is told");
    await page.waitForTimeout(500);
    await page.keyboard.press("Escape"); // The editor asks whether to open the link.
  });

  it("stay grey when the person disconnects", async () => {
    const row = hosts().row("gpu1");
    await row.hover();
    await row.getByRole("button", { name: "Disconnect" }).click();
    const { dashboard } = stage.workbench;
    await dashboard.getByText("Disconnected from tester@127.0.0.1").waitFor();
    await dashboard.getByRole("button", { name: "Connect" }).waitFor();
    assert.equal(await dashboard.getByText("no such connection").count(), 0);
    await experiments().row(`tester@127.0.0.1:${machine.line.port}`).getByText("away ·").waitFor();
    await until(() => machine.sshd.sessions.length === 0, { timeout: 60_000 });
    await stage.shot("remote-disconnected");
    await until(() => machine.sshd.programs.length === 0, { timeout: 60_000 });
  });
});
