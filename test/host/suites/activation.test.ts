import assert from "node:assert/strict";

import * as vscode from "vscode";

import { commandIds } from "#extension/contributions.ts";

import { note } from "./environment.ts";
import { extension, runicorn } from "./runicorn.ts";

describe("activation", () => {
  it("waits for nothing", async () => {
    const began = performance.now();
    const { activationMs } = await runicorn();
    const all = performance.now() - began;
    note(
      `activate took ${activationMs.toFixed(1)} ms; with loading the bundle ${all.toFixed(1)} ms`,
    );
    assert.ok(activationMs < 150, `activate took ${activationMs} ms; the aim is 50`);
  });

  it("registers every command it contributes", async () => {
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      commandIds.filter((id) => !registered.includes(id)),
      [],
    );
  });

  it("gives its API by version", async () => {
    const exports = await extension().activate();
    assert.equal(exports.getApi(1).version, 1);
    assert.throws(() => exports.getApi(2 as 1), /no API version 2/);
  });
});
