import assert from "node:assert/strict";

import {
  membersOf,
  mostCombined,
  withMetric,
} from "#webviews/shared/charts/board/combinedChart.ts";

describe("a combined chart", () => {
  const chart = { id: "combined:1", name: "", pattern: "loss", also: [], without: [] };
  const keys = ["acc", "loss", "lr", "val/loss"];

  it("draws what matches, without what was taken away, and what was added behind", () => {
    assert.deepEqual(membersOf(chart, keys), ["loss", "val/loss"]);
    const edited = withMetric(withMetric(chart, "loss", false), "acc", true);
    assert.deepEqual(membersOf(edited, keys), ["val/loss", "acc"]);
    assert.deepEqual(membersOf(edited, ["loss", "new loss"]), ["new loss"]);
    assert.deepEqual(membersOf(withMetric(edited, "loss", true), keys), [
      "val/loss",
      "acc",
      "loss",
    ]);
    const back = withMetric(edited, "acc", false);
    assert.deepEqual(back, withMetric(chart, "loss", false));
  });

  it("has room for what was added, though more match than it draws", () => {
    const many = Array.from({ length: 30 }, (_, i) => `loss ${i}`);
    assert.equal(membersOf(chart, many).length, mostCombined);
    const members = membersOf(withMetric(chart, "loss 29", true), many);
    assert.equal(members.length, mostCombined);
    assert.equal(members.at(-1), "loss 29");
  });
});
