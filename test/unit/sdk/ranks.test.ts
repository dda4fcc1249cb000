import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { mock } from "node:test";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";

import { type InitOptions, type Run, init } from "../../../sdk/typescript/src/index.ts";
import { rankOfProcess } from "../../../sdk/typescript/src/ranks.ts";

const variables =
  "RANK WORLD_SIZE LOCAL_RANK LOCAL_WORLD_SIZE NODE_RANK SLURM_PROCID SLURM_NTASKS PMI_RANK PMI_SIZE OMPI_COMM_WORLD_RANK OMPI_COMM_WORLD_SIZE RUNICORN_RUN_ID RUNICORN_NO_REGISTER".split(
    " ",
  );

describe("Several processes of one training in TypeScript", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-ranks-"));
  const before = new Map(variables.map((name) => [name, process.env[name]]));
  const open: Run[] = [];
  let told: string[];

  /** A run as the process with that rank would begin it. */
  function rank(number: number, of: number, options: InitOptions = {}): Run {
    Object.assign(process.env, { RANK: String(number), WORLD_SIZE: String(of) });
    const run = init({
      storage: folder,
      project: "p",
      captureEnv: false,
      captureCode: false,
      systemMetrics: false,
      ...options,
    });
    open.push(run);
    return run;
  }

  beforeEach(() => {
    for (const name of variables) delete process.env[name];
    process.env["RUNICORN_NO_REGISTER"] = "1";
    told = [];
    mock.method(process.stderr, "write", (text: string) => told.push(text) > 0);
  });
  afterEach(() => {
    for (const run of open.splice(0)) run.finish();
    mock.restoreAll();
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(path.join(folder, "p"), { recursive: true, force: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("are recorded each by itself where they only happen to be started together", () => {
    const ids = [0, 1].map((number) => rank(number, 2, { ranks: "each" }).id);
    assert.equal(new Set(ids).size, 2);
    assert.deepEqual(readdirSync(path.join(folder, "p/default/runs")).sort(), ids.sort());
    assert.deepEqual(told, []);
  });

  it("are told apart by their launcher's variables", () => {
    const asked = (env: Record<string, string>) => {
      for (const name of variables) delete process.env[name];
      Object.assign(process.env, env);
      const { rank, worldSize, launcher } = rankOfProcess();
      return [rank, worldSize, launcher];
    };
    assert.deepEqual(asked({}), [0, 1, null]);
    assert.deepEqual(asked({ RANK: "3", WORLD_SIZE: "4" }), [3, 4, "torchrun"]);
    assert.deepEqual(asked({ SLURM_PROCID: "1", SLURM_NTASKS: "2" }), [1, 2, "slurm"]);
    assert.deepEqual(asked({ SLURM_PROCID: "0", SLURM_NTASKS: "1" }), [0, 1, null]);
    assert.deepEqual(asked({ OMPI_COMM_WORLD_RANK: "1", OMPI_COMM_WORLD_SIZE: "8" }), [
      1,
      8,
      "openmpi",
    ]);
    assert.deepEqual(asked({ PMI_RANK: "2", PMI_SIZE: "3" }), [2, 3, "mpi"]);
    const lightning = { WORLD_SIZE: "4", NODE_RANK: "1" };
    assert.deepEqual(asked({ ...lightning, LOCAL_WORLD_SIZE: "2", LOCAL_RANK: "1" }), [
      3,
      4,
      "lightning",
    ]);
    assert.ok(Number(asked({ ...lightning, LOCAL_RANK: "0" })[0]) > 0);
    assert.deepEqual(asked({ WORLD_SIZE: "4", LOCAL_RANK: "0" }), [0, 4, "lightning"]);
    assert.deepEqual(asked({ LOCAL_RANK: "0" }), [0, 1, null]);
    const only = { RANK: "0", WORLD_SIZE: "1", LOCAL_RANK: "0", NODE_RANK: "1" };
    assert.deepEqual(asked(only), [0, 1, null]);
    for (const [RANK, WORLD_SIZE] of [
      ["4", "4"],
      ["-1", "4"],
      ["x", "4"],
      ["1", ""],
    ] as const) {
      assert.deepEqual(asked({ RANK, WORLD_SIZE }), [0, 1, null]);
    }
  });

  it("are one run, of rank 0", () => {
    const [first, second] = [rank(0, 2), rank(1, 2)];
    second.log({ a: 1 });
    second.finish();
    assert.equal(second.id, "rank1");
    const { rank: recorded, world_size: size } = readDocument(first.runDir, "meta.json");
    assert.deepEqual([recorded, size], [0, 2]);
    assert.equal(readdirSync(path.join(folder, "p/default/runs")).length, 1);
  });

  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
  ]) {
    it(`each add files of their own to one run, beginning in the order ${order.join(", ")}`, () => {
      process.env["RUNICORN_RUN_ID"] = "shared";
      const runs = order.map((number) => rank(number, 3, { ranks: "all", config: { number } }));
      for (const run of runs) run.log({ a: 1 });
      for (const run of runs) run.logText("x");
      for (const run of runs) run.summary({ by: 1 });
      for (const run of runs) run.setPrimaryMetric("a");
      const directory = path.join(folder, "p/default/runs/shared");
      assert.deepEqual([...new Set(runs.map((run) => run.runDir))], [directory]);
      for (const run of runs.filter((_, i) => order[i] !== 0)) run.finish("failed");
      assert.equal(readDocument(directory, "status.json")["status"], "running");
      for (const run of runs) run.finish();
      assert.deepEqual(readdirSync(directory).sort(), [
        "assets.json",
        "events.rank0.jsonl",
        "events.rank1.jsonl",
        "events.rank2.jsonl",
        "logs.rank0.txt",
        "logs.rank1.txt",
        "logs.rank2.txt",
        "media",
        "meta.json",
        "status.json",
        "summary.json",
      ]);
      assert.equal(readDocument(directory, "status.json")["status"], "finished");
      const meta = readDocument(directory, "meta.json");
      assert.deepEqual([meta["id"], meta["rank"], meta["world_size"]], ["shared", 0, 3]);
      const { args } = readDocument(directory, "assets.json")["config"] as { args: object };
      assert.deepEqual(args, { number: 0 });
      assert.deepEqual(told, []);
    });
  }

  it("go on from their own last steps", () => {
    const options = { ranks: "all", runId: "again" } as const;
    for (const number of [0, 1]) {
      const run = rank(number, 2, options);
      run.log({ a: 1 }, { step: 10 + number });
      run.finish();
    }
    for (const number of [0, 1]) {
      const run = rank(number, 2, { ...options, resume: true });
      run.log({ a: 1 });
      run.finish();
    }
    const directory = path.join(folder, "p/default/runs/again");
    assert.equal(existsSync(path.join(directory, "events.jsonl")), false);
    const last = (number: number) =>
      readEvents(directory, `events.rank${number}.jsonl`).rows.at(-1)?.data.global_step;
    assert.deepEqual([last(0), last(1)], [11, 12]);
  });

  it("cannot all record where they do not know the run's name", () => {
    const [first, second] = [rank(0, 2, { ranks: "all" }), rank(1, 2, { ranks: "all" })];
    assert.equal(second.status, "disabled");
    first.log({ a: 1 });
    assert.equal(readEvents(first.runDir).rows.length, 1);
    assert.match(told.join(""), /needs runId/);
  });

  it("are the run that RUNICORN_RUN_ID names, although there is only one", () => {
    process.env["RUNICORN_RUN_ID"] = "named";
    assert.equal(rank(0, 1, { ranks: "all" }).id, "named");
  });

  it("are one plain run when there is only one", () => {
    const run = rank(0, 1, { ranks: "all", runId: "alone" });
    run.log({ a: 1 });
    assert.equal(readEvents(run.runDir).rows.length, 1);
  });
});
