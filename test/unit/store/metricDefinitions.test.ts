import assert from "node:assert/strict";

import { metricDefinitions } from "#core/store/runs/metricDefinitions.ts";

describe("metricDefinitions", () => {
  it("takes of each part what was said last, of a name or a glob", () => {
    const said = metricDefinitions(
      [
        { key: "*", data: { x: "epoch", unit: null } },
        { key: "val/loss", data: { unit: "nats", description: "per token" } },
        { key: "val/*", data: { x: "step", mode: "min" } },
        { key: null, data: { x: "nothing" } },
        { key: "train/loss", data: { x: 3, unit: "" } },
      ],
      ["train/loss", "val/loss"],
    );
    assert.deepEqual(Object.fromEntries(said), {
      "train/loss": { x: "epoch" },
      "val/loss": { x: "step", unit: "nats", description: "per token" },
    });
  });

  it("is empty where nothing is said of how metrics are shown", () => {
    assert.equal(metricDefinitions([{ key: "loss", data: { mode: "min" } }], ["loss"]).size, 0);
  });
});
