import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { judgeFiles, judgeStore } from "./judge.ts";
import { note } from "./results.ts";
import { cases, forEach, isFull, randoms, seed } from "./scale.ts";

const modes = [
  { name: "default", init: {} },
  { name: "deferred", init: { deferred: true } },
  { name: "durable", init: { durable: true } },
];
const longestMilliseconds = 150;
/** Of each SDK in each mode. */
const times = cases(8, 334);

/** What a training said of one of its runs. */
interface Said {
  directory?: string;
  logged?: number;
  flushed?: number;
  finished?: boolean;
}

describe("A training killed with SIGKILL", function () {
  this.timeout(isFull ? 1_800_000 : 120_000);

  for (const [turn, sdk] of sdks.entries()) {
    for (const [place, { name, init }] of modes.entries()) {
      const promise = name === "deferred" ? "flush()" : "log()";
      it(`loses no record that ${promise} had returned for (${sdk.name}, ${name}, ${times} times, seed ${seed})`, async () => {
        const store = new TempStore();
        after(() => store.dispose());
        const random = randoms(seed + 10 * turn + place);
        const moments = Array.from({ length: times }, random);
        const begun = performance.now();
        const runs = await killOne(sdk, store.root, init, true, 0);
        const startup = performance.now() - begun;
        let acknowledged = 0;
        await forEach(moments, async (moment, index) => {
          // Most of them while they record for sure, others at any time of their life, from its first moment on.
          const isRecording = index % 4 !== 0;
          const delay = moment * (longestMilliseconds + (isRecording ? 0 : startup));
          const told = await killOne(sdk, store.root, init, isRecording, delay);
          runs.push(...told);
          for (const run of told) {
            const promised = (name === "deferred" ? run.flushed : run.logged) ?? 0;
            const rows = judgeFiles(run.directory ?? "", `after ${delay} ms`);
            assert.ok(rows.length >= promised, `${rows.length} of ${promised}: ${run.directory}`);
            assert.deepEqual(
              rows.map((row) => row.data.global_step),
              rows.map((_, i) => i + 1),
            );
            acknowledged += promised;
          }
        });
        assert.ok(acknowledged > times, `only ${acknowledged} records were logged`);
        const statuses = await judgeStore(store.root);
        let failed = 0;
        for (const { directory, finished } of runs) {
          const status = statuses.get(path.basename(directory ?? ""));
          // Killed within finish(), a run may be either.
          if (finished === true) assert.equal(status, "finished");
          else assert.ok(status === "failed" || status === "finished", status);
          if (status === "failed") failed += 1;
        }
        assert.ok(failed > 0);
        note({
          fault: `kill -9 at a random moment, ${name}`,
          sdk: sdk.name,
          tried: times,
          found: `0 of ${acknowledged} records lost that ${promise} had returned for; ${runs.length} runs open, ${failed} shown as failed`,
        });
      });
    }
  }
});

/** Kills a training some time after its first record, or after it was started; what it said of its runs until then. */
async function killOne(sdk: Sdk, root: string, init: object, isRecording: boolean, delay: number) {
  const child = spawn(sdk.command, [sdk.program("logForever"), root, JSON.stringify(init)], {
    env: sdk.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const closed = once(child, "close");
  const begun = once(child.stdout, "data");
  if (isRecording) await begun;
  await sleep(delay);
  child.kill("SIGKILL");
  await closed;
  const runs: Said[] = [];
  for (const line of output.split("\n").slice(0, -1)) {
    const said = JSON.parse(line) as Said;
    if (said.directory !== undefined) runs.push({});
    Object.assign(runs.at(-1) ?? {}, said);
  }
  return runs;
}
