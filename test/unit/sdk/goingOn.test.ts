import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";

import * as rn from "../../../sdk/typescript/src/index.ts";

describe("A run in TypeScript that goes on", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-going-on-"));
  const open: rn.Run[] = [];

  function begin(options: rn.InitOptions): rn.Run {
    return recorded(
      rn.init({ storage: folder, captureEnv: false, captureCode: false, ...options }),
    );
  }

  function recorded(run: rn.Run): rn.Run {
    open.push(run);
    return run;
  }

  beforeEach(() => {
    process.env["RUNICORN_NO_REGISTER"] = "1";
  });
  afterEach(() => {
    for (const run of open.splice(0)) run.finish();
    delete process.env["RUNICORN_NO_REGISTER"];
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is found by its id alone", () => {
    const first = begin({ project: "deep", name: "a/b/c", runId: "by-id" });
    first.log({ a: 1 }, { step: 41 });
    first.finish("failed");
    symlinkSync(folder, path.join(folder, "deep/loop"));
    const again = begin({ runId: "by-id", resume: true });
    again.log({ a: 2 });
    assert.deepEqual([again.runDir, again.path], [first.runDir, "deep/a/b/c"]);
    assert.deepEqual(
      readEvents(first.runDir).rows.map((row) => row.data.global_step),
      [41, 42],
    );
  });

  it("is not looked for elsewhere when its project is given, or nobody wants to resume", () => {
    const first = begin({ project: "one", runId: "twice" });
    first.finish();
    const second = begin({ project: "two", runId: "twice", resume: true });
    second.finish();
    assert.equal(begin({ runId: "twice" }).path, "default/default");
    assert.equal(second.path, "two/default");
  });

  it("forgets how it ended before", () => {
    const first = begin({ runId: "forgets" });
    first.finish("failed");
    const file = path.join(first.runDir, "status.json");
    const how = { exit_code: 1, exit_signal: "SIGTERM", traceback: "x", exit_reason: "y" };
    writeFileSync(file, JSON.stringify({ ...readDocument(first.runDir, "status.json"), ...how }));
    const again = begin({ runId: "forgets", resume: true });
    assert.deepEqual(Object.keys(readDocument(again.runDir, "status.json")).sort(), [
      "heartbeat_at",
      "started_at",
      "status",
    ]);
  });

  it("by a fork keeps config and step, and names its parent", () => {
    const parent = begin({ project: "p", name: "n", config: { lr: 0.1, depth: 3 } });
    for (let i = 0; i < 5; i++) parent.log({ a: i });
    const child = recorded(parent.fork({ config: { lr: 0.2 }, tags: ["forked"] }));
    assert.equal(rn.getActiveRun(), child);
    child.log({ a: 9 });
    parent.log({ a: 5 });
    const meta = readDocument(child.runDir, "meta.json");
    assert.deepEqual(
      [meta["parent"], meta["forked_from"], meta["tags"], child.path],
      [parent.id, { run: parent.id, step: 5 }, ["forked"], "p/n"],
    );
    const { args } = readDocument(child.runDir, "assets.json")["config"] as { args: object };
    assert.deepEqual(args, { lr: 0.2, depth: 3 });
    const steps = (run: { runDir: string }) =>
      readEvents(run.runDir).rows.map((row) => row.data.global_step);
    assert.deepEqual([steps(parent).at(-1), steps(child)], [6, [6]]);
    child.finish();
    assert.equal(rn.getActiveRun(), parent);
    assert.equal(parent.status, "running");
  });

  it("by a fork of a fork, elsewhere, of a damaged run, all the same", () => {
    const parent = begin({});
    rmSync(path.join(parent.runDir, "assets.json"));
    const child = recorded(parent.fork({ project: "else", name: "where" }));
    const grandchild = recorded(child.fork());
    assert.deepEqual([child.path, grandchild.path], ["else/where", "else/where"]);
    assert.equal(readDocument(grandchild.runDir, "meta.json")["parent"], child.id);
    const throwing = new Proxy({}, { get: () => assert.fail("hostile") });
    for (const options of [null, 7, throwing]) recorded(parent.fork(options as never));
  });

  it("shares one launch with the other runs of its process", () => {
    const id = (run: { runDir: string }) => readDocument(run.runDir, "meta.json")["launch_id"];
    assert.match(String(id(begin({}))), /^[0-9a-f]{12}$/);
    assert.equal(id(begin({})), id(begin({})));
    process.env["RUNICORN_LAUNCH_ID"] = "sweep 7";
    try {
      assert.equal(id(begin({})), "sweep 7");
    } finally {
      delete process.env["RUNICORN_LAUNCH_ID"];
    }
  });

  it("is reached by module-level functions, of which each method has one", () => {
    const run = begin({});
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(run));
    const methods = own.filter(
      (name) =>
        !["constructor", "end", "failAfterwards"].includes(name) &&
        typeof Object.getOwnPropertyDescriptor(Object.getPrototypeOf(run), name)?.value ===
          "function",
    );
    assert.deepEqual(
      methods.filter((name) => !(name in rn)),
      [],
    );
    rn.log({ a: 1 }, { step: 3 });
    rn.logText("text");
    rn.summary({ done: true });
    rn.flush();
    const child = recorded(rn.fork());
    child.log({ a: 2 });
    rn.finish();
    rn.finish();
    assert.equal(readEvents(run.runDir).rows[0]?.data.global_step, 3);
    assert.deepEqual([run.status, child.status], ["finished", "finished"]);
    assert.equal(readDocument(run.runDir, "summary.json")["done"], true);
  });

  it("does nothing at all when switched off", () => {
    rn.setEnabled(false);
    try {
      const run = rn.init({ storage: path.join(folder, "off") });
      for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(run))) {
        const method = (run as unknown as Record<string, unknown>)[name];
        if (name !== "constructor" && typeof method === "function") method.call(run, "x", {});
      }
      assert.equal(run.fork(), run);
      assert.equal(run.status, "disabled");
      rn.log({ a: 1 });
    } finally {
      rn.resetEnabled();
    }
  });
});
