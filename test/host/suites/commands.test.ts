import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import * as vscode from "vscode";

import { commandIds } from "#extension/contributions.ts";
import { until } from "#test/support/until.ts";

import { open, runicorn } from "./runicorn.ts";

const nonsense = [
  undefined,
  null,
  42,
  "",
  "no run",
  ":",
  "local-0:../../etc/passwd",
  { ref: 7 },
  { ref: "a:b" },
  { source: { id: [] } },
  [],
  () => 1,
];

describe("commands", () => {
  it("survive any argument", async function () {
    this.timeout(60_000); // Hundreds of calls, each a way to and from the editor.
    // These open terminals and dialogs of the system.
    const loud = /startDemo|openInBrowser|installSdk|addStorageRoot|reveal|openRunsFolder|restart/;
    for (const id of commandIds.filter((id) => !loud.test(id))) {
      for (const argument of nonsense) {
        // Prompts replace each other.
        await Promise.race([vscode.commands.executeCommand(id, argument), sleep(30)]);
      }
    }
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    await vscode.commands.executeCommand("notifications.clearAll");
    await vscode.commands.executeCommand("runicorn.clearFilter");
    const api = await runicorn();
    assert.equal(api.sources().length, 1);
  });

  it("open one tab per run", async () => {
    const api = await runicorn();
    const [run] = await open(api, "cv", "resnet");
    assert.ok(run?.kind === "run");
    await vscode.commands.executeCommand("runicorn.openRun", run);
    await vscode.commands.executeCommand("runicorn.openRun", run.ref);
    await api.openRun(run.ref);
    const tabs = () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(
          ({ input }) =>
            input instanceof vscode.TabInputWebview &&
            input.viewType.endsWith("runicorn.dashboard"),
        );
    await until(() => tabs().some((tab) => tab.label === "best one"), { timeout: 10_000 });
    assert.equal(tabs().length, 1);
    await vscode.window.tabGroups.close(tabs());
  });

  it("copy a run's id and folder", async () => {
    const api = await runicorn();
    const [run] = await open(api, "cv", "resnet");
    assert.ok(run?.kind === "run");
    await vscode.commands.executeCommand("runicorn.copyRunId", run);
    await until(async () => (await vscode.env.clipboard.readText()) === run.run.id);
    await vscode.commands.executeCommand("runicorn.copyRunPath", run);
    const [source] = api.sources();
    await until(
      async () => (await vscode.env.clipboard.readText()) === `${source?.root}/${run.run.dir}`,
    );
  });
});
