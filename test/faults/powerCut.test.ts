import assert from "node:assert/strict";

import { playTraining } from "#test/support/sdk/playTraining.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { note } from "./results.ts";

// A power cut takes what the kernel has not written yet, so what flush() promises is that nothing of it is left.
describe("A training with durable records, at flush()", function () {
  this.timeout(20_000);

  for (const sdk of sdks) {
    it(`has every record on the disk (${sdk.name})`, async () => {
      const store = new TempStore();
      after(() => store.dispose());
      const growing = ["events.jsonl", "logs.txt"];
      for (const deferred of [false, true]) {
        const init = { durable: true, deferred };
        const { code, complaints, unsynced } = await playTraining(sdk, store.root, { init });
        assert.equal(code, 0, complaints);
        assert.deepEqual(
          unsynced.filter((file) => growing.includes(file)),
          [],
        );
      }
      const { unsynced } = await playTraining(sdk, store.root, {});
      assert.ok(unsynced.includes("events.jsonl"), "by default it is the kernel's to write");
      note({
        fault: "power cut after flush(), durable",
        sdk: sdk.name,
        tried: 2,
        found: "no byte of events.jsonl and logs.txt is left unsynced",
      });
    });
  }
});
