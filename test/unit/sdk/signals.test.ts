import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdkEnv } from "#test/support/sdk/sdks.ts";

const sdk = pathToFileURL(
  path.resolve(import.meta.dirname, "../../../sdk/typescript/src/index.ts"),
).href;

describe("A training in TypeScript that gets a signal", function () {
  this.timeout(20_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-signals-"));
  const children: ChildProcess[] = [];
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  /** Runs the script, sends the signal once it has printed something; tells how program and run ended. */
  async function interrupt(script: string, signal: NodeJS.Signals, env: NodeJS.ProcessEnv = {}) {
    const root = mkdtempSync(path.join(folder, "root-"));
    const child = spawn(
      process.execPath,
      [
        "--input-type=module-typescript",
        "--eval",
        `import * as rn from "${sdk}"; import { writeSync } from "node:fs";\n${script}`,
      ],
      {
        env: { ...sdkEnv, RUNICORN_DIR: root, RUNICORN_CAPTURE_ENV: "0", ...env },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    children.push(child);
    const ended = once(child, "exit");
    await once(child.stdout, "data");
    child.kill(signal);
    const [code, killedBy] = (await ended) as [number | null, string | null];
    const runs = path.join(root, "default/default/runs");
    const directory = path.join(runs, String(readdirSync(runs)[0]));
    const { status, exit_signal, exit_reason, exit_code } = readDocument(directory, "status.json");
    const { rows } = readEvents(directory);
    return { code, killedBy, status, exit_signal, exit_reason, exit_code, rows: rows.length };
  }

  const loop = 'rn.init(); rn.log({ a: 1 }); setInterval(() => writeSync(1, "."), 20);';

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    it(`is interrupted by ${signal}, which still ends the program`, async () => {
      const ended = await interrupt(loop, signal);
      assert.deepEqual([ended.code, ended.killedBy], [null, signal]);
      assert.deepEqual([ended.status, ended.exit_signal], ["interrupted", signal]);
    });
  }

  it("stays killable in a loop that never waits, and loses nothing", async () => {
    const script = 'rn.init(); rn.log({ a: 1 }); writeSync(1, "."); for (;;);';
    const ended = await interrupt(script, "SIGTERM");
    assert.deepEqual([ended.killedBy, ended.status, ended.rows], ["SIGTERM", "running", 1]);
  });

  it("decides itself what a signal means when it listens", async () => {
    const script = `
      process.once("SIGTERM", () => setTimeout(() => { rn.log({ last: 1 }); process.exit(5); }, 50));
      ${loop}`;
    const ended = await interrupt(script, "SIGTERM");
    assert.deepEqual([ended.code, ended.rows], [5, 2]);
    assert.deepEqual(
      [ended.status, ended.exit_signal, ended.exit_code],
      ["interrupted", "SIGTERM", 5],
    );
  });

  it("may finish in spite of it", async () => {
    const script = `process.on("SIGINT", () => { process.exit(0); }); ${loop}`;
    assert.equal((await interrupt(script, "SIGINT")).status, "finished");
  });

  it("is left alone with RUNICORN_SIGNALS=0", async () => {
    const ended = await interrupt(loop, "SIGTERM", { RUNICORN_SIGNALS: "0" });
    assert.deepEqual([ended.killedBy, ended.status], ["SIGTERM", "running"]);
  });

  it("is left alone once its runs have ended", async () => {
    const script = `
      rn.init().finish();
      setTimeout(() => writeSync(1, String(process.listenerCount("SIGINT"))), 50);
      setInterval(() => 0, 1000);`;
    const ended = await interrupt(script, "SIGINT");
    assert.deepEqual([ended.killedBy, ended.status], ["SIGINT", "finished"]);
  });
});
