import assert from "node:assert/strict";

import { CommonWait } from "#core/remote/commonWait.ts";

describe("several who wait for one thing", () => {
  let given = 0;
  beforeEach(() => (given = 0));

  it("keep it going as long as one of them does", async () => {
    const common = new CommonWait(() => given++);
    const thing = Promise.withResolvers<string>();
    const [one, other] = [new AbortController(), new AbortController()];
    const waits = [one, other].map(({ signal }) => common.wait(thing.promise, signal));
    one.abort();
    await assert.rejects(waits[0] ?? assert.fail(), /gone away/);
    assert.equal(given, 0);
    thing.resolve("done");
    assert.equal(await waits[1], "done");
    other.abort();
    assert.equal(given, 0);
  });

  it("give it up when the last of them has gone, or had gone before", async () => {
    const common = new CommonWait(() => given++);
    const never = new Promise<void>(() => {});
    const ending = new AbortController();
    const waiting = common.wait(never, ending.signal);
    ending.abort();
    await assert.rejects(waiting);
    assert.equal(given, 1);
    await assert.rejects(common.wait(never, ending.signal));
    assert.equal(given, 2);
  });

  it("give it up when they go in the same moment, as with a window", async () => {
    const common = new CommonWait(() => given++);
    const window = new AbortController();
    const never = new Promise<void>(() => {});
    const waits = [1, 2].map(() => common.wait(never, window.signal));
    window.abort();
    await Promise.all(waits.map((wait) => assert.rejects(wait, /gone away/)));
    assert.equal(given, 1);
  });

  it("hear of its failure, and need no signal", async () => {
    const common = new CommonWait(() => given++);
    await assert.rejects(common.wait(Promise.reject(new Error("no")), undefined), /^Error: no$/);
    assert.equal(given, 0);
  });
});
