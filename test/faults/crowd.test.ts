import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { type Row, readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { judgeStore } from "./judge.ts";
import { note } from "./results.ts";
import { isFull } from "./scale.ts";

const run = promisify(execFile);
const each = isFull ? 3000 : 300;
const hows = [
  { how: "threads", people: 8, said: "8 threads" },
  { how: "processes", people: 4, said: "4 processes (fork)" },
  { how: "fork", people: 12, said: "4 forks while 8 threads log" },
];

describe("Many that log at once", function () {
  this.timeout(120_000);

  for (const { how, people, said } of hows) {
    it(`lose nothing and mix nothing: ${said} (python)`, async () => {
      const [sdk] = sdks;
      assert.ok(sdk);
      const store = new TempStore();
      after(() => store.dispose());
      const { stdout, stderr } = await start(sdk, store.root, how);
      assert.equal(stderr, "");
      const { directory, dropped } = JSON.parse(stdout) as { directory: string; dropped: number };
      assert.equal(dropped, 0);
      judgeTurns(readEvents(directory), people);
      if (how === "threads") {
        const steps = readEvents(directory).rows.map((row) => row.data.global_step);
        assert.equal(new Set(steps).size, people * each, "a step for each record");
      }
      assert.equal(readDocument(directory, "status.json")["status"], "finished");
      note({ fault: said, sdk: sdk.name, tried: people * each, found: "0 records lost, 0 mixed" });
    });
  }

  it("lose nothing: 8 threads with a run each (typescript)", async () => {
    const sdk = sdks[1];
    assert.ok(sdk);
    const store = new TempStore();
    after(() => store.dispose());
    const { stdout } = await start(sdk, store.root, "threads");
    assert.deepEqual(JSON.parse(stdout), { codes: Array.from({ length: 8 }, () => 0) });
    const directories = globSync(path.join(store.root, "crowd/default/runs/*"));
    assert.equal(directories.length, 8);
    for (const directory of directories) judgeTurns(readEvents(directory), 1);
    const statuses = await judgeStore(store.root);
    assert.deepEqual([...new Set(statuses.values())], ["finished"]);
    note({
      fault: "8 threads, a run each",
      sdk: sdk.name,
      tried: 8 * each,
      found: "0 records lost",
    });
  });

  for (const sdk of sdks) {
    it(`lose nothing: 4 ranks of one run (${sdk.name})`, async () => {
      const store = new TempStore();
      after(() => store.dispose());
      const ranks = await Promise.all(
        [0, 1, 2, 3].map((rank) => start(sdk, store.root, "ranks", rank)),
      );
      const [first] = ranks.map(({ stdout }) => JSON.parse(stdout) as { directory: string });
      assert.ok(first);
      for (const rank of [0, 1, 2, 3]) {
        const file = `events.rank${rank}.jsonl`;
        const { rows, garbage } = readEvents(first.directory, file);
        assert.deepEqual(garbage, []);
        assert.equal(rows.length, each);
      }
      note({
        fault: "4 ranks of one run",
        sdk: sdk.name,
        tried: 4 * each,
        found: "0 records lost",
      });
    });
  }
});

async function start(sdk: Sdk, root: string, how: string, rank?: number) {
  const env = rank === undefined ? sdk.env : { ...sdk.env, RANK: `${rank}`, WORLD_SIZE: "4" };
  return run(sdk.command, [sdk.program("crowd"), root, how, String(each)], { env });
}

/** Fails unless every one's records are there, whole and in their order. */
function judgeTurns({ rows, garbage }: { rows: Row[]; garbage: string[] }, people: number): void {
  assert.deepEqual(garbage, []);
  const turns = new Map<unknown, unknown[]>();
  for (const { data } of rows) {
    assert.equal(String(data["text"]).length, (37 * Number(data["turn"])) % 6000);
    turns.set(data["who"], [...(turns.get(data["who"]) ?? []), data["turn"]]);
  }
  assert.equal(turns.size, people);
  const expected = Array.from({ length: each }, (_, turn) => turn);
  for (const told of turns.values()) assert.deepEqual(told, expected);
}
