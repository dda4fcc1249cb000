import assert from "node:assert/strict";

import { Store } from "#core/store/store.ts";
import { playTraining } from "#test/support/sdk/playTraining.ts";
import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { note } from "./results.ts";
import { forEach, isFull } from "./scale.ts";

const hour = 3600;
const jumps = [
  [[3, -hour]],
  [[3, 24 * hour]],
  [
    [3, -hour],
    [6, 24 * hour],
  ],
  [
    [2, 24 * hour],
    [5, -hour],
  ],
] as const;

describe("A training whose clock is set", function () {
  this.timeout(isFull ? 300_000 : 30_000);

  for (const sdk of sdks) {
    it(`keeps the order of its steps and ends after it began (${sdk.name})`, async () => {
      const store = new TempStore();
      after(() => store.dispose());
      const cases = Array.from(
        { length: isFull ? 60 : jumps.length },
        (_, i) => jumps[i % jumps.length] ?? [],
      );
      const directories: string[] = [];
      await forEach(cases, async (clock) => {
        const { code, complaints, directory } = await playTraining(sdk, store.root, { clock });
        assert.equal(code, 0, complaints);
        assert.equal(complaints, "");
        assert.ok(typeof directory === "string");
        directories.push(directory);
        const steps = readEvents(directory)
          .rows.filter((row) => row.type === "metrics")
          .map((row) => row.data.global_step);
        assert.deepEqual(steps, [1, 2, 3, 4, 5, 6, 7, 8]);
        const { status, started_at, ended_at } = readDocument(directory, "status.json");
        assert.equal(status, "finished");
        assert.ok(
          Number(ended_at) >= Number(started_at),
          `ends ${JSON.stringify({ started_at, ended_at })}`,
        );
      });
      const opened = await Store.open({ root: store.root });
      try {
        for (const { id } of opened.listRuns({ limit: 500, order: "desc", sort: "created_at" })
          .runs) {
          assert.equal(opened.getRun(id).status, "finished");
          const [loss] = (await opened.listMetrics(id)).filter((metric) => metric.key === "loss");
          assert.equal(loss?.count, 8);
          assert.deepEqual([loss.first_step, loss.last_step], [1, 8]);
        }
      } finally {
        opened.dispose();
      }
      note({
        fault: "clock set by −1 h, +1 d and both, in the middle",
        sdk: sdk.name,
        tried: cases.length,
        found: "steps in order, no negative duration, finished",
      });
    });
  }
});
