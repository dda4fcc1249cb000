import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { SavedConnections } from "#core/server/remote/savedConnections.ts";
import { targetOf } from "#core/server/remote/targetOf.ts";
import { Settings } from "#core/settings/settings.ts";

describe("what a login uses", () => {
  it("is the agent of whoever logs in, not of whoever started the server", async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), "runicorn-target-"));
    const saved = new SavedConnections(new Settings(home).savedConnections);
    // No `ssh` is found: what is asked here needs none.
    const services = { saved, env: { HOME: home, PATH: home, SSH_AUTH_SOCK: "/of/the/first" } };
    const login = { host: "127.0.0.1", username: "ada", auth_method: "interactive" } as const;
    const agentOf = async (more: object) =>
      (await targetOf({ ...login, ...more }, services)).credentials.agent;
    assert.equal(await agentOf({ agent_socket: "/of/this/window" }), "/of/this/window");
    assert.equal(await agentOf({}), "/of/the/first");
    rmSync(home, { recursive: true, force: true });
  });

  it("is the port of a saved connection also for clients that always say 22", async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), "runicorn-target-"));
    const saved = new SavedConnections(new Settings(home).savedConnections);
    await saved.put({ id: "gpu", host: "127.0.0.1", port: 2222, username: "ada" });
    const services = { saved, env: { HOME: home, PATH: home } };
    const portOf = async (login: object) =>
      (await targetOf({ saved_server_id: "gpu", ...login }, services)).port;
    assert.equal(await portOf({}), 2222);
    assert.equal(await portOf({ port: 2222 }), 2222);
    assert.equal(await portOf({ port: 22 }), 2222);
    rmSync(home, { recursive: true, force: true });
  });
});
