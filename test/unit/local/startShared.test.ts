import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { startShared } from "#core/local/startShared.ts";

/** Says where and with what it runs, in the place of a version. */
const program = `
const version = JSON.stringify({ cwd: process.cwd(), env: process.env });
console.log(JSON.stringify({ socket: "/s", token: "t", pid: process.pid, version, started: "now" }));
`;

describe("the start of a server that outlives who starts it", () => {
  it("takes nothing of the window along but what is the person's", async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), "runicorn-home-"));
    const env = {
      HOME: home,
      PATH: process.env["PATH"],
      SSH_AUTH_SOCK: "/agent",
      AWS_PROFILE: "lab",
      RUNICORN_DIR: "/project/.runicorn",
      VSCODE_PID: "7",
      ELECTRON_RUN_AS_NODE: "1",
      NODE_OPTIONS: "--no-warnings",
      CONDA_PREFIX: "/conda",
      VIRTUAL_ENV: "/venv",
    };
    const command = { file: process.execPath, args: ["-e", program], env: { GIVEN: "1" } };
    const { version } = await startShared(command, { env });
    const seen = JSON.parse(version) as { cwd: string; env: Record<string, string> };
    assert.equal(realpathSync(seen.cwd), realpathSync(home));
    assert.deepEqual(
      Object.keys(seen.env)
        .filter((name) => name !== "__CF_USER_TEXT_ENCODING")
        .sort(),
      ["AWS_PROFILE", "GIVEN", "HOME", "PATH", "SSH_AUTH_SOCK"],
    );
    rmSync(home, { recursive: true, force: true });
  });

  it("fails with the last thing it said", async () => {
    const code = 'console.error("first"); console.error("The disk is full."); process.exit(1)';
    const command = { file: process.execPath, args: ["-e", code], env: {} };
    await assert.rejects(startShared(command, { env: process.env }), /The disk is full/);
  });
});
