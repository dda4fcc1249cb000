import assert from "node:assert/strict";

import { ScrollPace } from "#webviews/table/grid/scrollPace.ts";

describe("the pace of scrolling", () => {
  const height = 800;

  it("shows lines after a single jump, however far", () => {
    const pace = new ScrollPace();
    assert.equal(pace.isFlying(0, height, 0), false);
    assert.equal(pace.isFlying(2_000_000, height, 1000), false);
    assert.equal(pace.isFlying(2_000_000, height, 1010), false);
  });

  it("shows lines all along while they are turned by wheel or pages", () => {
    const pace = new ScrollPace();
    for (let i = 0; i < 100; i++) assert.equal(pace.isFlying(i * height, height, i * 16), false);
  });

  it("shows none between jumps that follow each other, and shows them at the first rest", () => {
    const pace = new ScrollPace();
    const jumps = Array.from({ length: 10 }, (_, i) =>
      pace.isFlying((i + 1) * 5000, height, 1000 + i * 33),
    );
    assert.deepEqual(jumps, [false, ...Array.from({ length: 9 }, () => true)]);
    const last = 1000 + 9 * 33;
    assert.equal(pace.isFlying(50_000, height, last + 10), true, "an answer came meanwhile");
    assert.equal(pace.isFlying(50_000, height, last + pace.rest), false);
    assert.equal(pace.isFlying(50_000, height, last + pace.rest + 10), false);
  });

  it("counts a jump after a rest as the first again", () => {
    const pace = new ScrollPace();
    for (const at of [0, 30, 60]) pace.isFlying(at * 1000, height, 1000 + at);
    assert.equal(pace.isFlying(500_000, height, 2000), false);
  });
});
