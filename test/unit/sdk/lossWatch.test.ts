import assert from "node:assert/strict";

import { readEvents } from "#test/support/sdk/readRun.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { init } from "../../../sdk/typescript/src/index.ts";

describe("A loss that is no number any more", () => {
  const store = new TempStore();
  after(() => store.dispose());

  for (const deferred of [false, true]) {
    it(`is told once${deferred ? ", deferred" : ""}`, () => {
      process.env["RUNICORN_NO_REGISTER"] = "1";
      const quiet = { captureEnv: false, captureCode: false, systemMetrics: false };
      const run = init({ project: "p", storage: store.root, deferred, ...quiet });
      const tensor = { item: () => Number.NEGATIVE_INFINITY };
      for (let step = 0; step < 3; step++) {
        run.log({ loss: Number.NaN, "val/loss": Infinity, acc: Number.NaN, glosses: Number.NaN });
      }
      run.log({ train_loss: tensor });
      run.finish();
      const { rows, garbage } = readEvents(run.runDir);
      assert.deepEqual(garbage, []);
      const alerts = rows.filter(({ type }) => type === "alert");
      assert.deepEqual(
        alerts.map(({ data }) => (data as unknown as { text: string }).text),
        ["loss is NAN", "val/loss is INF", "train_loss is -INF"],
      );
      assert.equal(rows.length, 7);
    });
  }
});
