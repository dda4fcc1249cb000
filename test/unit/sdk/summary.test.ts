import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mock } from "node:test";

import { keepEnvironment } from "#test/support/keepEnvironment.ts";
import { readDocument } from "#test/support/sdk/readRun.ts";

import { type Run, init } from "../../../sdk/typescript/src/index.ts";

describe("the summary of the TypeScript SDK", () => {
  const restore = keepEnvironment();
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-summary-"));
  const open: Run[] = [];

  function begin(): Run {
    const run = init({ storage: folder, captureEnv: false, systemMetrics: false });
    open.push(run);
    return run;
  }

  before(() => {
    process.env["RUNICORN_NO_REGISTER"] = "1";
  });
  afterEach(() => {
    for (const run of open.splice(0)) run.finish();
  });
  after(() => {
    restore();
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes the best value so far every fifteen seconds, with and without an event loop", () => {
    mock.timers.enable({ apis: ["setInterval", "Date"], now: 1_800_000_000_000 });
    try {
      const run = begin();
      const best = () => readDocument(run.runDir, "summary.json")["best_metric_value"];
      run.setPrimaryMetric("acc");
      run.log({ acc: 0.5 });
      mock.timers.tick(15_000);
      assert.equal(best(), 0.5);
      run.log({ acc: 0.6 });
      mock.timers.setTime(1_800_000_031_000);
      run.log({ acc: 0.4 });
      assert.equal(best(), 0.6);
    } finally {
      mock.timers.reset();
    }
  });

  it("takes nothing in after the end", () => {
    const run = begin();
    run.summary({ epoch: 1 });
    mock.method(process.stderr, "write", () => true);
    try {
      run.finish();
      run.summary({ epoch: 2 });
      run.flush();
    } finally {
      mock.restoreAll();
    }
    assert.equal(readDocument(run.runDir, "summary.json")["epoch"], 1);
  });

  it("replaces the summary at most once a second, and loses nothing of it", () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_800_000_000_000 });
    try {
      const run = begin();
      const epoch = () => readDocument(run.runDir, "summary.json")["epoch"];
      run.summary({ epoch: 1 });
      assert.equal(epoch(), 1);
      run.summary({ epoch: 2 });
      assert.equal(epoch(), 1);
      mock.timers.tick(1000);
      assert.equal(epoch(), 2);
      run.summary({ epoch: 3 });
      run.flush();
      assert.equal(epoch(), 3);
      run.summary({ epoch: 4 });
      // A training that lets no timer run, but goes on to log.
      mock.timers.setTime(1_800_000_003_000);
      run.log({ loss: 1 });
      assert.equal(epoch(), 4);
      run.summary({ epoch: 5 });
      run.finish();
      assert.equal(epoch(), 5);
    } finally {
      mock.timers.reset();
    }
  });
});
