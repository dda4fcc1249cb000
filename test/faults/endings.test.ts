import assert from "node:assert/strict";
import path from "node:path";

import { type Play, playTraining } from "#test/support/sdk/playTraining.ts";
import { readEvents } from "#test/support/sdk/readRun.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { judgeStore } from "./judge.ts";
import { note } from "./results.ts";
import { forEach, isFull } from "./scale.ts";

const ends: readonly { end: NonNullable<Play["end"]>; status: string; said: string }[] = [
  { end: "os._exit", status: "failed", said: "os._exit, process.reallyExit" },
  { end: "abort", status: "failed", said: "SIGABRT" },
  { end: "segfault", status: "failed", said: "SIGSEGV" },
  { end: "shutdown", status: "finished", said: "logging while the interpreter shuts down" },
];

describe("A training that ends in an unusual way", function () {
  this.timeout(isFull ? 300_000 : 60_000);

  for (const sdk of sdks) {
    it(`keeps every record and is shown as what it was (${sdk.name})`, async () => {
      const store = new TempStore();
      after(() => store.dispose());
      const cases = Array.from({ length: isFull ? 20 : 1 }, () => ends).flat();
      const expected = new Map<string, string>();
      await forEach(cases, async ({ end, status }) => {
        const played = await playTraining(sdk, store.root, { end });
        const { directory, code, complaints } = played;
        assert.ok(typeof directory === "string", complaints);
        assert.doesNotMatch(complaints, /Traceback|Exception ignored/, end);
        if (end === "shutdown") assert.equal(code, 0, complaints);
        const { rows, garbage } = readEvents(directory);
        assert.deepEqual(garbage, []);
        const steps = rows
          .filter((row) => row.type === "metrics")
          .map((row) => row.data.global_step);
        assert.deepEqual(steps.slice(0, 8), [1, 2, 3, 4, 5, 6, 7, 8]);
        assert.ok(end === "shutdown" || steps.length === 8);
        expected.set(path.basename(directory), status);
      });
      const statuses = await judgeStore(store.root);
      for (const [id, status] of expected) assert.equal(statuses.get(id), status, id);
      for (const { said, status } of ends) {
        note({
          fault: said,
          sdk: sdk.name,
          tried: cases.length / ends.length,
          found: `0 records lost; shown as ${status}`,
        });
      }
    });
  }
});
