import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { mock } from "node:test";
import { pathToFileURL } from "node:url";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";

import {
  type Run,
  getActiveRun,
  init,
  resetEnabled,
  setEnabled,
} from "../../../sdk/typescript/src/index.ts";
import { userConfigDir } from "../../../sdk/typescript/src/storeRoot.ts";

describe("init of the TypeScript SDK", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-init-"));
  const variables = [
    "XDG_CONFIG_HOME",
    "APPDATA",
    "HOME",
    "RUNICORN_DIR",
    "RUNICORN_NO_REGISTER",
    "RUNICORN_ON",
  ];
  const before = new Map(variables.map((name) => [name, process.env[name]]));
  const open: Run[] = [];

  function begin(options: Parameters<typeof init>[0] = {}): Run {
    const run = init({ storage: path.join(folder, "root"), ...options });
    open.push(run);
    return run;
  }

  beforeEach(() => {
    process.env["XDG_CONFIG_HOME"] = path.join(folder, "config");
    process.env["APPDATA"] = path.join(folder, "config");
    process.env["HOME"] = folder;
    delete process.env["RUNICORN_DIR"];
    delete process.env["RUNICORN_NO_REGISTER"];
  });
  afterEach(() => {
    for (const run of open.splice(0)) run.finish();
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    resetEnabled();
    rmSync(folder, { recursive: true, force: true });
  });

  it("leaves a whole run, and nothing else, on disk", () => {
    // What is captured comes later.
    const options = { config: { lr: 0.1 }, captureEnv: false, systemMetrics: false };
    const run = begin({ project: "p", name: "a/b", ...options });
    assert.deepEqual(readdirSync(run.runDir).sort(), [
      ".writer.json",
      "assets.json",
      "code.json",
      "media",
      "meta.json",
      "status.json",
    ]);
    assert.deepEqual(readdirSync(path.join(folder, "root/p/a/b")), ["runs"]);
    const writer = readDocument(run.runDir, ".writer.json");
    assert.equal(writer["pid"], process.pid);
    assert.equal(writer["host"], os.hostname());
    assert.match(String(writer["nonce"]), /^[0-9a-f]{32}$/);
    assert.equal(readDocument(run.runDir, "status.json")["status"], "running");
  });

  it("gives the run back at its end", () => {
    const run = begin();
    assert.equal(getActiveRun(), run);
    run.finish();
    assert.equal(getActiveRun(), undefined);
    assert.ok(!readdirSync(run.runDir).includes(".writer.json"));
    assert.equal(run.status, "finished");
  });

  it("gives module-level calls back to the outer run when an inner one ends", () => {
    const outer = begin({ name: "outer" });
    const inner = begin({ name: "inner" });
    assert.equal(getActiveRun(), inner);
    inner.finish();
    assert.equal(getActiveRun(), outer);
  });

  it("works where the working directory is gone", () => {
    const cwd = mock.method(process, "cwd", () => {
      throw new Error("ENOENT: no such file or directory, uv_cwd");
    });
    try {
      assert.equal(readDocument(begin().runDir, "meta.json")["workspace_root"], null);
    } finally {
      cwd.mock.restore();
    }
  });

  it("takes no impossible step from a damaged run", () => {
    const run = begin({ runId: "mine" });
    run.log({ x: 1 }, { step: 7 });
    run.finish();
    const events = path.join(run.runDir, "events.jsonl");
    appendFileSync(events, '{"type":"metrics","data":{"global_step":Infinity}}\n');
    begin({ runId: "mine", resume: true }).log({ x: 2 });
    assert.equal(readEvents(run.runDir).rows.at(-1)?.data.global_step, 8);
  });

  it("keeps what it does not know when a run goes on", () => {
    const run = begin({ runId: "mine", notes: "before", config: { a: 1 } });
    run.log({ x: 1 }, { step: 41 });
    run.finish("failed");
    const meta = path.join(run.runDir, "meta.json");
    const edited = { ...readDocument(run.runDir, "meta.json"), pinned: true, tags: ["edited"] };
    writeFileSync(meta, JSON.stringify(edited));
    const created = edited as unknown as { created_at: number };

    const again = begin({ runId: "mine", resume: true, config: { b: 2 } });
    again.log({ x: 2 });
    assert.equal(again.runDir, run.runDir);
    const { pinned, tags, notes, created_at } = readDocument(run.runDir, "meta.json");
    assert.deepEqual([pinned, tags, notes], [true, ["edited"], "before"]);
    assert.equal(created_at, created.created_at);
    const status = readDocument(run.runDir, "status.json");
    assert.deepEqual([status["status"], status["ended_at"]], ["running", undefined]);
    const { args } = readDocument(run.runDir, "assets.json")["config"] as { args: object };
    assert.deepEqual(args, { a: 1, b: 2 });
    assert.deepEqual(
      readEvents(run.runDir).rows.map((row) => row.data.global_step),
      [41, 42],
    );
  });

  it("finds the root as the contracts say", () => {
    const config = userConfigDir();
    begin();
    writeFileSync(
      path.join(config, "config.json"),
      JSON.stringify({ user_root_dir: path.join(folder, "configured") }),
    );
    const configured = init();
    process.env["RUNICORN_DIR"] = "~/from-env";
    const fromEnv = init();
    open.push(configured, fromEnv);
    assert.ok(configured.runDir.startsWith(path.join(folder, "configured")));
    assert.ok(fromEnv.runDir.startsWith(path.join(folder, "from-env")));
  });

  it("tells the editor about the root, newest first, each once", () => {
    const roots = () =>
      (readDocument(userConfigDir(), "roots.json") as { roots: { path: string }[] }).roots.map(
        (root) => path.basename(root.path),
      );
    for (const root of ["one", "two", "one"]) begin({ storage: path.join(folder, root) });
    assert.deepEqual(roots(), ["one", "two"]);
    process.env["RUNICORN_NO_REGISTER"] = "1";
    begin({ storage: path.join(folder, "three") });
    assert.deepEqual(roots(), ["one", "two"]);
  });

  it("understands the older spelling of project and name", () => {
    assert.equal(begin({ path: "cv/yolo/s" }).path, "cv/yolo/s");
    assert.equal(begin({ project: "cv/yolo" }).path, "cv/yolo");
    assert.equal(begin({ path: "/" }).path, "default/default");
  });

  it("records a run although it is called with nonsense", () => {
    const hostile = {
      get id(): never {
        throw new Error("hostile");
      },
      toString: () => assert.fail("hostile"),
    };
    const storage = path.join(folder, "root");
    const nonsense = [
      { project: 5, name: {}, path: null },
      { tags: 5, alias: hostile, notes: Symbol("x"), config: 5 },
      { tags: new Set(["a", hostile]), parent: hostile, runId: null, resume: "no" },
      { parent: null, tags: null, config: hostile, ranks: {}, tqdmMode: 1, durable: "yes" },
      { storage: pathToFileURL(storage), captureCode: 7 },
    ];
    for (const options of nonsense) begin(options as never).log({ a: 1 });
    const throwing = new Proxy({}, { get: () => assert.fail("hostile") });
    process.env["RUNICORN_DIR"] = storage;
    for (const options of [null, 5, "text", throwing]) {
      const run = init(options as never);
      open.push(run);
      assert.equal(run.status, "running");
    }
    assert.deepEqual(
      readDocument(begin({ tags: new Set(["a"]) } as never).runDir, "meta.json")["tags"],
      ["a"],
    );
  });

  it("keeps a name that had to be changed", () => {
    const run = begin({ project: "a:b", name: "runs" });
    const { project, name, display_project, display_name } = readDocument(run.runDir, "meta.json");
    assert.match(`${String(project)}/${String(name)}`, /^a_b~[0-9a-f]{4}\/runs~[0-9a-f]{4}$/);
    assert.deepEqual([display_project, display_name], ["a:b", "runs"]);
  });

  it("records nothing when switched off", () => {
    setEnabled(false);
    const run = init({ storage: path.join(folder, "off") });
    run.log({ a: 1 });
    run.logText("x");
    run.summary({ a: 1 });
    run.finish();
    assert.equal(run.status, "disabled");
    resetEnabled();
    process.env["RUNICORN_ON"] = "0";
    assert.equal(begin({ storage: path.join(folder, "off") }).status, "disabled");
    assert.throws(() => statSync(path.join(folder, "off")), /ENOENT/);
  });

  it("writes the time of day before every line of a log", () => {
    const run = begin();
    run.logText("one\ntwo");
    run.logText("three");
    const log = readFileSync(path.join(run.runDir, "logs.txt"), "utf8");
    assert.match(log, /^(\d\d:\d\d:\d\d \| (one|two|three)\n){3}$/);
  });
});
