import assert from "node:assert/strict";

import * as fc from "fast-check";

import { ThinnedSteps } from "#webviews/shared/thinnedSteps.ts";

describe("what was logged over the steps of a run", () => {
  const filled = (items: readonly { step: number | null }[], most = 50) => {
    const steps = new ThinnedSteps<{ step: number | null }>(most);
    for (const item of items) steps.add(item);
    return steps;
  };

  it("is all there by step, as long as a page can hold it", () => {
    const steps = filled([1, 1, 2, null, 5, 3, 3, null, 5].map((step) => ({ step })));
    assert.deepEqual(
      steps.groups.map(({ step, items }) => `${step}*${items.length}`),
      ["1*2", "2*1", "null*1", "3*2", "5*2", "null*1"],
    );
    assert.equal(steps.nearest(4)?.step, 5);
    assert.equal(steps.nearest(null), steps.groups.at(-1));
  });

  it("is thinned evenly: the first and the newest are there, whenever one looks", () => {
    const steps = new ThinnedSteps<{ step: number }>(50);
    for (let step = 0; step < 10_000; step++) {
      for (let n = 0; n < 4; n++) steps.add({ step });
      assert.equal(steps.groups[0]?.step, 0);
      assert.equal(steps.groups.at(-1)?.step, step);
    }
    assert.deepEqual([steps.count, steps.groups.length > 6], [40_000, true]);
    const gaps = steps.groups.slice(1, -1).map(({ step }, i) => step! - steps.groups[i]!.step!);
    assert.equal(new Set(gaps).size, 1, gaps.join());
  });

  it("never holds more than is wanted, is in order, and whole steps stay together", () => {
    const any = fc.array(fc.record({ step: fc.option(fc.integer({ min: 0, max: 300 })) }), {
      maxLength: 500,
    });
    fc.assert(
      fc.property(any, (items) => {
        const steps = filled(items, 20);
        const held = steps.groups.reduce((sum, group) => sum + group.items.length, 0);
        assert.deepEqual([steps.held, steps.count], [held, items.length]);
        assert.ok(held <= 20 || steps.groups.length <= 2);
        for (const { step, items } of steps.groups) {
          assert.ok(items.every((item) => item.step === step));
          assert.ok(step !== null || items.length === 1);
        }
        if (items.length <= 20) assert.equal(held, items.length);
      }),
    );
  });
});
