import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

const script = path.resolve(import.meta.dirname, "../../fixtures/conformance/life.json");

interface Driven {
  runs: Record<string, { id: string; directory: string; status: string }>;
  /** Lines in the file after each flush. */
  flushed: number[];
}

/** A run's files as text, without what differs from run to run. */
type Files = Record<string, unknown>;

describe("Lives of runs: stages, flush, fork, resume, ranks", function () {
  this.timeout(30_000);
  const stores: TempStore[] = [];
  after(() => {
    for (const store of stores) store.dispose();
  });

  /** Runs a part of the script; fails when anything is told on stderr. */
  function drive(sdk: Sdk, part: string, root: string, rank?: number): Driven {
    const env = {
      ...sdk.env,
      RUNICORN_SYSTEM_METRICS: "0",
      RUNICORN_CAPTURE_CODE: "0",
      RUNICORN_CAPTURE_ENV: "0",
      ...(rank === undefined ? {} : { RANK: String(rank), WORLD_SIZE: "2" }),
    };
    const { stdout, stderr } = spawnSync(
      sdk.command,
      [sdk.program("driveLife"), script, part, root],
      { env, encoding: "utf8" },
    );
    assert.equal(stderr, "");
    return JSON.parse(stdout) as Driven;
  }

  function newStore(): TempStore {
    const store = new TempStore();
    stores.push(store);
    return store;
  }

  it("are the same in both SDKs", () => {
    const [python, typescript] = sdks.map((sdk) => {
      const { runs, flushed } = drive(sdk, "zero", newStore().root);
      assert.equal(runs["a"]?.id, runs["d"]?.id, "d goes on with a");
      const names = Object.entries(runs).filter(([name]) => name !== "d");
      const files = names.map(([name, { directory }]) => [name, filesOf(directory, names)]);
      return { files: Object.fromEntries(files) as Record<string, Files>, flushed };
    });
    assert.ok(python && typescript);
    assert.deepEqual(python, typescript);
    assert.deepEqual(python.flushed, [3, 2, 1], "flush() returns when all is in the file");
  });

  it("are what the contracts say", () => {
    const [sdk] = sdks;
    assert.ok(sdk);
    const { runs } = drive(sdk, "zero", newStore().root);
    const { a, b, c } = runs;
    assert.ok(a?.directory && b?.directory && c?.directory);
    const steps = (directory: string) =>
      readEvents(directory).rows.map(({ data }) => [data.global_step, data["loss"], data["stage"]]);
    assert.deepEqual(steps(a.directory), [
      [1, 1.5, undefined],
      [2, 1.25, "warmup"],
      [10, 1, "train"],
      [11, 0.9, undefined],
      [12, 0.4, undefined],
    ]);
    assert.deepEqual(steps(b.directory), [
      [11, 0.75, undefined],
      [12, 0.7, undefined],
      [13, 0.65, undefined],
    ]);
    const meta = readDocument(b.directory, "meta.json");
    assert.equal(meta["parent"], a.id);
    assert.deepEqual(meta["forked_from"], { run: a.id, step: 10 });
    const config = (directory: string) =>
      (readDocument(directory, "assets.json")["config"] as { args: object }).args;
    assert.deepEqual(config(b.directory), { lr: 0.01, layers: [8, 4], warm: true });
    assert.deepEqual(config(a.directory), { lr: 0.05, layers: [8, 4] });
    const statuses = [a, b, c].map(
      ({ directory }) => readDocument(directory, "status.json")["status"],
    );
    assert.deepEqual(statuses, ["finished", "interrupted", "failed"]);
  });

  it("of two ranks are the same in both SDKs, whoever comes first", () => {
    const [python, typescript] = sdks.map((sdk) =>
      [
        [0, 1],
        [1, 0],
      ].map((order) => {
        const { root } = newStore();
        const told = order.map((rank) => drive(sdk, "all", root, rank));
        const directory = told[0]?.runs["r"]?.directory;
        const files = filesOf(directory ?? "", Object.entries(told[0]?.runs ?? {}));
        return { files, flushed: told.map(({ flushed }) => flushed) };
      }),
    );
    assert.deepEqual(python, typescript);
    for (const { files, flushed } of python ?? []) {
      assert.deepEqual(flushed, [[2], [2]]);
      const names = Object.keys(files);
      for (const rank of [0, 1]) {
        assert.ok(names.includes(`events.rank${rank}.jsonl`), names.join());
        assert.ok(names.includes(`logs.rank${rank}.txt`), names.join());
      }
    }
  });

  it("are recorded by rank 0 alone, unless told otherwise", () => {
    for (const sdk of sdks) {
      const { root } = newStore();
      const { runs, flushed } = drive(sdk, "zero", root, 1);
      assert.deepEqual(flushed, [0, 0, 0]);
      assert.deepEqual(readdirSync(root), []);
      for (const { directory } of Object.values(runs)) assert.ok(!existsSync(directory));
    }
  });
});

function filesOf(directory: string, runs: readonly (readonly [string, { id: string }])[]): Files {
  const files: Files = {};
  for (const name of readdirSync(directory).sort()) {
    if (name.endsWith(".jsonl")) files[name] = readEvents(directory, name).rows.map(withoutTime);
    else if (name.endsWith(".json")) files[name] = readDocument(directory, name);
    else if (name.endsWith(".txt")) files[name] = logOf(path.join(directory, name));
    else files[name] = "";
  }
  // Each run has an id of its own; who refers to whom is the same.
  const text = runs.reduce(
    (all, [name, { id }]) => all.replaceAll(id, `run ${name}`),
    JSON.stringify(files, (key, value: unknown) => (own.has(key) ? undefined : value)),
  );
  return JSON.parse(text) as Files;
}

/** What differs from process to process. */
const own = new Set(
  (
    "created_at started_at ended_at heartbeat_at pid process_start nonce sdk storage_dir launch_id" +
    " time python node"
  ).split(" "),
);

function withoutTime({ type, data }: { type: string; data: object }) {
  return { type, data };
}

function logOf(file: string): string {
  return readFileSync(file, "utf8").replaceAll(/^\d\d:\d\d:\d\d /gm, "TIME ");
}
