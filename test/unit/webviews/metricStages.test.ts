import assert from "node:assert/strict";

import { metricStages } from "#webviews/shared/charts/data/metricStages.ts";

import { bucketed } from "./series.ts";

/** The stages of a run over the values of a metric, of which step i has the i-th. */
const over = (values: readonly number[], ...stages: readonly (readonly [number, string])[]) =>
  metricStages(
    stages.map(([x, name]) => ({ x, name })),
    ({ min = -Infinity, max = Infinity }) =>
      Promise.resolve(bucketed(values.filter((_, step) => step >= min && step <= max))),
  );

describe("stages over the values of a metric", () => {
  it("begin at their first value", async () => {
    const epochs = [0, 0, 1, 1, 2, 2];
    const { marks, isOpen } = await over(epochs, [0, "warmup"], [2, "train"], [3, "eval"]);
    assert.deepEqual(marks, [
      { x: 0, name: "warmup" },
      { x: 1, name: "train" },
      { x: 1, name: "eval" },
    ]);
    assert.equal(isOpen, false);
  });

  it("are not marked where values of one lie among those of another", async () => {
    const accuracy = [0.1, 0.5, 0.3, 0.6];
    assert.deepEqual((await over(accuracy, [0, "train"], [2, "eval"])).marks, []);
    const falling = [3, 2, 1, 0];
    assert.deepEqual((await over(falling, [0, "train"], [2, "eval"])).marks, []);
    // Within a stage they may go back and forth.
    const within = [1, 3, 2, 5, 4];
    assert.deepEqual((await over(within, [0, "train"], [3, "eval"])).marks, [
      { x: 1, name: "train" },
      { x: 4, name: "eval" },
    ]);
  });

  it("wait for a value, or begin at that of the next one where they have none", async () => {
    const open = await over([1, 2, NaN], [0, "train"], [2, "eval"]);
    assert.deepEqual(open, { marks: [{ x: 1, name: "train" }], isOpen: true });
    const { marks } = await over([1, 2, NaN, 4], [0, "train"], [2, "eval"], [3, "test"]);
    assert.deepEqual(
      marks.map(({ x, name }) => `${name} ${x}`),
      ["train 1", "eval 4", "test 4"],
    );
  });

  it("that go back and forth often are marked where each is for the first time, and nothing is said between", async () => {
    const steps = Array.from({ length: 100 }, (_, i) => i);
    const stages = steps.map((step) => [step, step % 2 === 0 ? "train" : "eval"] as const);
    const { marks } = await over(steps, ...stages);
    assert.deepEqual(marks, [
      { x: 0, name: "train" },
      { x: 0, name: "" },
      { x: 1, name: "eval" },
      { x: 1, name: "" },
    ]);
  });
});
