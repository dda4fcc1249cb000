import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { reportFailures } from "../reportFailures.ts";
import { Stage } from "../stage.ts";

describe("a workspace nobody trusts", () => {
  let stage: Stage;
  reportFailures(() => stage);

  before(async () => {
    const settings = { "security.workspace.trust.enabled": true };
    stage = await Stage.set({ settings }, (folder) => {
      const store = new TempStore(folder);
      store.writeRun();
      mkdirSync(path.join(folder, ".vscode"));
      const hostile = {
        "runicorn.node.path": "/bin/sh",
        "runicorn.storage.roots": ["no/such/store"],
      };
      writeFileSync(path.join(folder, ".vscode/settings.json"), JSON.stringify(hostile));
    });
  });
  after(() => stage.strike());

  it("is not read until it is trusted", async () => {
    const { page, workbench } = stage;
    await workbench.showRunicorn();
    await page.getByRole("button", { name: "Manage Workspace Trust" }).click();
    await page.locator(".workspace-trust-editor").waitFor();
    assert.deepEqual(stage.viewers(), []);
    await page
      .locator(".workspace-trust-editor")
      .getByRole("button", { name: "Trust", exact: true })
      .click();
    await workbench.row("resnet").waitFor();
    await until(() => stage.viewers().length === 1);
  });
});
