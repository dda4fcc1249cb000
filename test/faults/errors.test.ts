import assert from "node:assert/strict";
import path from "node:path";

import { playTraining } from "#test/support/sdk/playTraining.ts";
import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { judgeStore } from "./judge.ts";
import { note } from "./results.ts";
import { forEach, isFull, randoms, sample, seed } from "./scale.ts";

const steps = 8;
const faults = [
  { error: "EIO", times: 1 },
  { error: "EIO", times: 3 },
  { error: "ENOSPC", times: 2, short: true },
  { error: "EMFILE", times: 4 },
  { error: "EROFS", times: 1e9 },
];
const modes = [{}, { deferred: true }, { durable: true }];

describe("A training whose file system refuses any call", function () {
  this.timeout(isFull ? 1_200_000 : 60_000);

  for (const sdk of sdks) {
    it(`goes on, counts what is lost and keeps the rest (${sdk.name}, seed ${seed})`, async () => {
      const store = new TempStore();
      after(() => store.dispose());
      const cases = [];
      for (const init of modes) {
        const { calls } = await playTraining(sdk, store.root, { init });
        for (const [index, kind] of calls.entries()) {
          for (const fault of faults)
            cases.push({ init, kind, fault: { ...fault, at: index + 1 } });
        }
      }
      const tried = sample(cases, 30, randoms(seed + 1));
      let [unrecorded, dropped, kept] = [0, 0, 0];
      const expected = new Set<string>();
      await forEach(tried, async ({ init, kind, fault }) => {
        const why = `${JSON.stringify(init)} ${JSON.stringify(fault)} at ${kind}`;
        const played = await playTraining(sdk, store.root, { init, fault });
        assert.equal(played.code, 0, `${why}: ${played.complaints}`);
        assert.ok(played.finished, why);
        assert.doesNotMatch(played.complaints, /Traceback|Error:.*\n +at /, why);
        const sentences = played.complaints.split("\n").filter(Boolean);
        assert.equal(new Set(sentences).size, sentences.length, `${why}: told twice`);
        // One that is not recorded has a directory of its own, elsewhere.
        if (!played.directory?.startsWith(store.root)) {
          unrecorded += 1;
          assert.match(played.complaints, /not recorded/, why);
          return;
        }
        const { rows, garbage } = readEvents(played.directory);
        const metrics = rows.filter((row) => row.type === "metrics");
        const typed = rows.length - metrics.length;
        const lost = steps + 1 - metrics.length - typed;
        assert.ok(lost >= 0 && garbage.length <= fault.times, `${why}: ${garbage.join()}`);
        // A picture is a record too, but a record of typed events that failed may have failed before it was one.
        assert.ok(
          played.dropped === lost || played.dropped === lost - (1 - typed),
          `${why}: ${lost} lost, ${played.dropped} counted`,
        );
        assert.ok(fault.times > steps || metrics.at(-1)?.data.global_step === steps || lost > 0);
        const status = readDocument(played.directory, "status.json");
        for (const key of ["status", "started_at"]) assert.ok(key in status, `${why}: no ${key}`);
        if (status["status"] === "finished" && played.dropped > 0) {
          assert.equal(status["dropped_records"], played.dropped, why);
        }
        const { args } = readDocument(played.directory, "assets.json")["config"] as {
          args: object;
        };
        assert.deepEqual(args, { lr: 0.1 }, why);
        assert.equal(readDocument(played.directory, "meta.json")["project"], "faults", why);
        expected.add(path.basename(played.directory));
        dropped += played.dropped;
        kept += metrics.length;
      });
      const statuses = await judgeStore(store.root);
      for (const id of expected) assert.ok(statuses.has(id));
      note({
        fault: "EIO, ENOSPC, EMFILE, EROFS from any call on, for 1, 2, 3, 4 or all calls",
        sdk: sdk.name,
        tried: tried.length,
        found: `0 exceptions, 0 torn JSON files; ${kept} records kept, ${dropped} lost and counted; ${unrecorded} trainings went on unrecorded`,
      });
    });
  }
});
