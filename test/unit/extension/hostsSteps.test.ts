import assert from "node:assert/strict";

import { runSteps, type StepOutcome } from "#extension/hosts/runSteps.ts";

describe("a chain of questions", () => {
  /** Runs steps whose outcomes are given in turn; tells which were asked. */
  async function play(
    ...outcomes: readonly (readonly StepOutcome[])[]
  ): Promise<{ isDone: boolean; asked: string }> {
    const asked: number[] = [];
    const left = outcomes.map((list) => [...list]);
    const isDone = await runSteps(
      left.map((list, step) => () => {
        asked.push(step);
        return Promise.resolve(list.shift() ?? "left");
      }),
    );
    return { isDone, asked: asked.join("") };
  }

  it("is asked one after the other", async () => {
    assert.deepEqual(await play(["done"], ["done"]), { isDone: true, asked: "01" });
    assert.deepEqual(await play(), { isDone: true, asked: "" });
  });

  it("goes back to the last one that was asked, past those that were not", async () => {
    const played = await play(["done", "done"], ["skipped", "skipped"], ["back", "done"]);
    assert.deepEqual(played, { isDone: true, asked: "012012" });
  });

  it("ends where there is nothing to go back to, and where the person leaves", async () => {
    assert.deepEqual(await play(["skipped"], ["back"]), { isDone: false, asked: "01" });
    assert.deepEqual(await play(["done"], ["left"], ["done"]), { isDone: false, asked: "01" });
  });
});
