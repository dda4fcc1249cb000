import assert from "node:assert/strict";

import { dragAxes } from "#webviews/shared/charts/plot/zoom/dragAxes.ts";

describe("what a drag selects", () => {
  const axes = (width: number, height: number) => {
    const { x, y } = dragAxes(width, height);
    return `${x ? "x" : ""}${y ? "y" : ""}`;
  };

  it("is a stretch of x, also where the hand strays", () => {
    assert.equal(axes(4, 0), "x");
    assert.equal(axes(60, 20), "x");
    assert.equal(axes(900, 100), "x");
  });

  it("is a stretch of y, also where the hand strays", () => {
    assert.equal(axes(0, 8), "y");
    assert.equal(axes(3, 20), "y");
    assert.equal(axes(30, 400), "y");
  });

  it("is a rectangle where it goes along both", () => {
    assert.equal(axes(60, 24), "xy");
    assert.equal(axes(24, 60), "xy");
    assert.equal(axes(900, 120), "xy");
  });

  it("is nothing where it was a click", () => {
    assert.equal(axes(0, 0), "");
    assert.equal(axes(3, 7), "");
  });
});
