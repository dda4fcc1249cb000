import assert from "node:assert/strict";

import * as fc from "fast-check";

import { newestFirst } from "#core/store/follow/newestFirst.ts";
import { atOnce } from "#core/store/runs/inSlices.ts";

describe("the order in which runs are indexed", () => {
  it("is by run id, the last one first, and that of the directories where ids are the same", () => {
    const id = fc.integer({ min: 0, max: 3000 }).map((n) => String(n).padStart(4, "0"));
    const dirs = fc.array(
      fc.tuple(fc.constantFrom("a", "b"), id).map(([folder, run]) => `${folder}/runs/${run}`),
      { maxLength: 5000, size: "max" },
    );
    fc.assert(
      fc.property(dirs, (dirs) => {
        const sorted = atOnce(newestFirst(dirs.map((dir, i) => [dir, i] as const)));
        const ids = dirs.map((dir, i) => ({ run: dir.slice(-4), i }));
        const expected = ids.sort((a, b) => Number(b.run) - Number(a.run) || a.i - b.i);
        assert.deepEqual(
          sorted.map(([, i]) => i),
          expected.map(({ i }) => i),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("takes many steps for many runs", () => {
    const steps = newestFirst(
      Array.from({ length: 100_000 }, (_, i) => [`a/${i * 7919}`] as const),
    );
    let count = 0;
    while (steps.next().done !== true) count++;
    assert.ok(count > 100, `${count} steps`);
  });
});
