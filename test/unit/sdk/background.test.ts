import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mock } from "node:test";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { until } from "#test/support/until.ts";

import type { BackgroundTask } from "../../../sdk/typescript/src/background/backgroundTask.ts";
import { backgroundThread } from "../../../sdk/typescript/src/background/backgroundThread.ts";
import { RunJobs } from "../../../sdk/typescript/src/background/runJobs.ts";
import { RunState } from "../../../sdk/typescript/src/background/runState.ts";
import { init } from "../../../sdk/typescript/src/index.ts";

describe("What the TypeScript SDK does beside the training", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), "runicorn-beside-"));
    writeFileSync(path.join(directory, "status.json"), '{"status":"running","kept":1}');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const status = () => readDocument(directory, "status.json");

  function task(state: RunState, beatSeconds: number | null): BackgroundTask {
    const { memory } = state;
    return {
      directory,
      state: memory,
      capture: null,
      beatSeconds,
      systemMetrics: false,
      durable: [path.join(directory, "events.jsonl")],
    };
  }

  it("shows life every fifteen seconds until the end, on timers where there is no thread", () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_800_000_000_000 });
    try {
      const state = new RunState();
      const jobs = new RunJobs(task(state, 15), () => undefined);
      mock.timers.tick(15_000);
      assert.deepEqual(status(), { status: "running", kept: 1, heartbeat_at: 1_800_000_015 });
      mock.timers.tick(15_000);
      assert.equal(status()["heartbeat_at"], 1_800_000_030);
      state.end(0);
      mock.timers.tick(60_000);
      assert.equal(status()["heartbeat_at"], 1_800_000_030);
      jobs.stop();
    } finally {
      mock.timers.reset();
    }
  });

  it("shows life while a loop never lets a timer run", () => {
    const state = new RunState();
    backgroundThread.begin(task(state, 0.05), () => undefined);
    const start = Date.now();
    while (status()["heartbeat_at"] === undefined && Date.now() - start < 8000);
    assert.ok(Number(status()["heartbeat_at"]) * 1000 >= start);
    state.end(1000);
    backgroundThread.end(directory);
  });

  it("takes one sample of the system in a run of a moment, which lets no timer run", () => {
    const storage = path.join(directory, "store");
    const run = init({ storage, captureCode: false });
    run.log({ loss: 1 });
    run.finish();
    const { rows } = readEvents(run.runDir, "system.jsonl");
    assert.equal(rows.length, 1);
    assert.ok(Number(rows[0]?.data["proc_rss_mib"]) > 0);
  });

  it("says when a capture is complete, to who waits and to who does not", async () => {
    const state = new RunState();
    let captured = false;
    backgroundThread.begin(task(state, null), () => (captured = true));
    assert.ok(state.waitCaptured(8000));
    await until(() => captured);
    state.end(0);
    backgroundThread.end(directory);
  });

  it("never lets a sign of life overwrite the end", () => {
    const state = new RunState();
    let written = 0;
    state.whileOpen(() => (written += 1));
    state.end(0);
    state.whileOpen(() => (written += 1));
    assert.deepEqual([written, state.ended], [1, true]);
  });

  it("ends although a sign of life hangs on a dead disk", () => {
    const state = new RunState();
    const before = Date.now();
    state.whileOpen(() => state.end(20));
    assert.ok(state.ended && Date.now() - before < 5000);
  });

  describe("once the environment is captured", () => {
    const begin = () => {
      const run = init({ storage: directory, systemMetrics: false });
      return run;
    };
    const environment = (run: { runDir: string }) => readDocument(run.runDir, "environment.json");
    const isCaptured = (run: { runDir: string }) =>
      existsSync(path.join(run.runDir, "environment.json")) &&
      environment(run)["captured_at"] !== undefined;

    before(() => {
      process.env["RUNICORN_NO_REGISTER"] = "1";
    });
    after(() => {
      delete process.env["RUNICORN_NO_REGISTER"];
    });

    it("calls back, and keeps what it is answered", async () => {
      const run = begin();
      let node: unknown;
      run.onEnvironment((known) => {
        node = known["node_version"];
        return { cluster: "a", queue: 3 };
      });
      await until(() => node !== undefined);
      run.onEnvironment(() => ({ queue: 4, bad: () => 1 }));
      run.onEnvironment(() => ({ queue: 5 }));
      run.onEnvironment(() => {
        run.log({ seen: 1 });
        throw new Error("the program's own");
      });
      run.finish();
      assert.equal(node, process.versions.node);
      assert.deepEqual(environment(run)["extra"], { cluster: "a", queue: 5 });
      assert.equal(readEvents(run.runDir).rows.length, 1);
    });

    it("calls back at the end of a program that never waits", () => {
      const run = begin();
      let called = 0;
      run.onEnvironment(() => {
        called += 1;
        run.finish();
      });
      // The end waits two seconds; a busy machine may take longer.
      const deadline = Date.now() + 15_000;
      while (!isCaptured(run) && Date.now() < deadline);
      run.finish();
      assert.deepEqual([called, run.status], [1, "finished"]);
      assert.ok(isCaptured(run));
    });
  });
});
