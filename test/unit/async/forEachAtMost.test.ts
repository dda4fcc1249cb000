import assert from "node:assert/strict";

import * as fc from "fast-check";

import { forEachAtMost } from "#core/async/forEachAtMost.ts";

describe("Work for each item", () => {
  it("is done once, in order, and for no more of them at a time than was said", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 }),
        async (count, turns) => {
          const begun: number[] = [];
          let now = 0;
          await forEachAtMost(count, turns.entries(), async ([i, stays]) => {
            begun.push(i);
            now += 1;
            assert.ok(now <= count);
            for (let turn = 0; turn < stays; turn += 1) await Promise.resolve();
            now -= 1;
          });
          assert.equal(now, 0);
          assert.deepEqual(begun, [...turns.keys()]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("ends with the first that fails, and is not begun for others after it", async () => {
    const begun: number[] = [];
    const failing = forEachAtMost(2, [0, 1, 2, 3, 4, 5], async (i) => {
      begun.push(i);
      await Promise.resolve();
      if (i === 1) throw new Error("no more");
    });
    await assert.rejects(failing, /no more/);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(begun.slice(0, 2), [0, 1]);
    assert.ok(begun.length < 4, begun.join());
  });
});
