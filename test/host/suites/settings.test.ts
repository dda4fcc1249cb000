import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import * as vscode from "vscode";

import { settingDefaults } from "#extension/contributions.ts";
import { until } from "#test/support/until.ts";

import { childrenOf, runicorn } from "./runicorn.ts";

describe("settings", () => {
  const configuration = () => vscode.workspace.getConfiguration();

  it("have the defaults the manifest says", () => {
    for (const [id, value] of Object.entries(settingDefaults)) {
      assert.deepEqual(configuration().inspect(id)?.defaultValue, value, id);
    }
  });

  it("add a store as long as they name it; with two, the tree begins with the stores", async () => {
    const api = await runicorn();
    await until(() => api.sources().length === 1, { timeout: 15_000 });
    const folder = mkdtempSync(path.join(os.tmpdir(), "second-"));
    const set = (roots: string[] | undefined) =>
      configuration().update("runicorn.storage.roots", roots, vscode.ConfigurationTarget.Global);
    try {
      await set([folder, "relative/that/is/not/there"]);
      await until(() => api.sources().length === 2, { timeout: 10_000 });
      assert.deepEqual(
        (await childrenOf(api)).map((node) => node.kind),
        ["source", "source"],
      );
      await set(undefined);
      await until(() => api.sources().length === 1, { timeout: 10_000 });
      assert.equal((await childrenOf(api))[0]?.kind, "project");
    } finally {
      await set(undefined);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
