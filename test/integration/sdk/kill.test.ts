import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

const kills = Number(process.env["RUNICORN_TEST_KILLS"] ?? 20);
const seed = Number(process.env["RUNICORN_TEST_SEED"] ?? Date.now() % 1_000_000);
const longestMilliseconds = 100;

describe("A training killed with SIGKILL", function () {
  this.timeout(10_000 + kills * 5000);
  const store = new TempStore();
  after(() => store.dispose());

  for (const sdk of sdks) {
    it(`loses no record that log() had returned for (${sdk.name}, ${kills} times, seed ${seed})`, async () => {
      let acknowledged = 0;
      for (let kill = 0; kill < kills; kill++) {
        // A number for each kill that a printed seed brings back.
        const delay = ((seed + kill * 7919) * 2_654_435_761) % longestMilliseconds;
        acknowledged += await killOne(sdk, store.root, delay);
      }
      assert.ok(acknowledged > kills, `only ${acknowledged} records were logged`);
    });
  }
});

/** Kills a training some time after its first record; returns how many records it had been told were written. */
async function killOne(sdk: Sdk, root: string, delay: number): Promise<number> {
  const child = spawn(sdk.command, [sdk.program("logForever"), root], {
    env: sdk.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const closed = once(child, "close");
  await once(child.stdout, "data");
  await sleep(delay);
  child.kill("SIGKILL");
  await closed;

  const [directory = "", ...steps] = output.split("\n").slice(0, -1);
  const { rows, garbage, torn } = readEvents(directory);
  // Linux lets SIGKILL cut a write where it crosses a page: the last line, for which log() had not returned.
  assert.deepEqual(garbage, torn === "" ? [] : [torn], "another line than the last is torn");
  assert.ok(rows.length >= steps.length, `${rows.length} rows for ${steps.length} steps`);
  assert.deepEqual(
    rows.map((row) => row.data.global_step),
    rows.map((_, i) => i + 1),
  );
  assert.equal(readDocument(directory, "status.json")["status"], "running");
  return steps.length;
}
