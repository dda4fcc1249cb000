import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

const calls = path.resolve(import.meta.dirname, "../../fixtures/conformance/calls.json");

interface Driven {
  directory: string;
  dropped: { records: number; values: number };
}

describe("Python and TypeScript SDK, given the same calls", () => {
  const store = new TempStore();
  const runs: Driven[] = [];

  before(function () {
    this.timeout(30_000);
    for (const sdk of sdks) runs.push(drive(sdk, store.root));
  });
  after(() => store.dispose());

  function both<T>(read: (directory: string) => T): [T, T] {
    const [python, typescript] = runs;
    assert.ok(python && typescript);
    return [read(python.directory), read(typescript.directory)];
  }

  it("write the same rows", () => {
    const [python, typescript] = both((directory) => {
      const { rows, garbage } = readEvents(directory);
      assert.deepEqual(garbage, []);
      return rows.map(({ ts, data: { time, ...data }, ...rest }) => {
        assert.equal(time, ts);
        assert.ok(Math.abs(Date.now() / 1000 - ts) < 60, `ts is ${ts}`);
        return { ...rest, data };
      });
    });
    assert.equal(python.length, 31);
    assert.deepEqual(python, typescript);
  });

  it("write steps as the counter of compatibility goes", () => {
    const steps = readEvents(both((directory) => directory)[0]).rows.map(
      (row) => row.data.global_step,
    );
    assert.deepEqual(steps.slice(0, 3), [1, 10, 11]);
    assert.deepEqual(steps.slice(13, 22), [5, 6, -7, 12, 20, 21, 22, 2 ** 53 - 1, 100]);
  });

  it("drop and count the same", () => {
    for (const { dropped } of runs) assert.deepEqual(dropped, { records: 2, values: 3 });
  });

  it("write the same meta.json, but for who wrote it", () => {
    const [python, typescript] = both((directory) => {
      const { id, created_at, pid, python, node, sdk, launch_id, ...rest } = readDocument(
        directory,
        "meta.json",
      );
      assert.match(String(launch_id), /^[0-9a-f]{12}$/);
      assert.match(String(id), /^\d{8}_\d{6}_[0-9a-f]{6}$/);
      assert.equal(typeof created_at, "number");
      assert.equal(typeof pid, "number");
      assert.match(String(python ?? node), /^\d+\.\d+\.\d+$/);
      assert.match(String(sdk), /^(python|typescript) 1\.0\.0$/);
      return rest;
    });
    assert.deepEqual(python, typescript);
    assert.equal(python["path"], "conformance/nested/ünï ☃");
  });

  it("write the same status, summary, hyper-parameters and log", () => {
    const [python, typescript] = both((directory) => {
      const { started_at, heartbeat_at, ended_at, ...status } = readDocument(
        directory,
        "status.json",
      );
      assert.ok([started_at, heartbeat_at, ended_at].every((time) => typeof time === "number"));
      const log = readFileSync(path.join(directory, "logs.txt"), "utf8");
      return {
        status,
        summary: readDocument(directory, "summary.json"),
        assets: readDocument(directory, "assets.json"),
        log: log.replaceAll(/^\d\d:\d\d:\d\d \| /gm, "TIME | "),
      };
    });
    assert.deepEqual(python, typescript);
    assert.equal(python.status["status"], "finished");
    assert.equal(python.summary["best_metric_value"], 0.75);
    assert.ok(python.log.split("\n").every((line) => line === "" || line.startsWith("TIME | ")));
  });
});

function drive(sdk: Sdk, root: string): Driven {
  const output = execFileSync(sdk.command, [sdk.program("driveSdk"), calls, root], {
    env: sdk.env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output.toString()) as Driven;
}
