import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mock } from "node:test";
import { pathToFileURL } from "node:url";

import { keepEnvironment } from "#test/support/keepEnvironment.ts";

import {
  getActiveRun,
  init,
  log,
  resetEnabled,
  setEnabled,
  summary,
} from "../../../sdk/typescript/src/index.ts";

const sdk = pathToFileURL(
  path.resolve(import.meta.dirname, "../../../sdk/typescript/src/index.ts"),
).href;
// For the process's end, not for programs.
const internal = ["constructor", "end", "failAfterwards"];
import { DisabledRun } from "../../../sdk/typescript/src/disabledRun.ts";

describe("A run in TypeScript that is not recorded", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-silent-"));
  const restore = keepEnvironment();
  const quiet = { storage: folder, captureEnv: false, captureCode: false, systemMetrics: false };
  let told: string[];

  beforeEach(() => {
    process.env["RUNICORN_NO_REGISTER"] = "1";
    told = [];
    mock.method(process.stderr, "write", (text: string) => told.push(text) > 0);
  });
  afterEach(() => {
    mock.restoreAll();
    resetEnabled();
    restore();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is the active one until it ends, and says nothing", () => {
    Object.assign(process.env, { RANK: "1", WORLD_SIZE: "2" });
    for (const isOn of [true, false]) {
      setEnabled(isOn);
      const run = init(quiet);
      assert.equal(getActiveRun(), run);
      log({ loss: 1 });
      summary({ loss: 1 });
      run.finish();
      assert.equal(getActiveRun(), undefined);
      log({ loss: 1 });
    }
    assert.deepEqual(told, []);
  });

  it("leaves the recorded one active when it ends, and the other way round", () => {
    const recorded = init(quiet);
    setEnabled(false);
    const silent = init(quiet);
    assert.equal(getActiveRun(), silent);
    silent.finish();
    assert.equal(getActiveRun(), recorded);
    const another = init(quiet);
    recorded.finish();
    assert.equal(getActiveRun(), another);
    another.finish();
  });

  it("has all that a recorded one has, of the same types", () => {
    const recorded = init(quiet);
    setEnabled(false);
    const silent = init(quiet);
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(recorded)).filter(
      (name) => !internal.includes(name),
    );
    assert.ok(names.includes("log") && names.includes("runDir"));
    const types = (run: object) =>
      Object.fromEntries(names.map((name) => [name, typeof Reflect.get(run, name)]));
    assert.deepEqual(types(silent), types(recorded));
    for (const run of [silent, recorded]) run.finish();
  });

  it("has a directory to write into, which is gone when the process has ended", () => {
    const script = `
      import { existsSync, writeFileSync } from "node:fs";
      import path from "node:path";
      import { init } from "${sdk}";
      const run = init();
      writeFileSync(path.join(run.runDir, "model.bin"), "weights");
      console.log(run.runDir, run.runDir === init().runDir, existsSync(run.runDir));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module-typescript", "--eval", script],
      { env: { ...process.env, RUNICORN_ON: "0" }, encoding: "utf8" },
    );
    const [directory = "", isShared, existed] = stdout.trim().split(" ");
    assert.deepEqual([isShared, existed, stderr], ["false", "true", ""]);
    assert.ok(path.isAbsolute(directory) && !existsSync(directory));
  });

  it("may be many, each with a directory, without a warning", () => {
    const before = process.listenerCount("exit");
    const runs = Array.from({ length: 12 }, () => new DisabledRun());
    assert.equal(new Set(runs.map((run) => run.runDir)).size, 12);
    assert.ok(process.listenerCount("exit") <= before + 1);
  });
});
