import assert from "node:assert/strict";

import * as fc from "fast-check";

import { Viewport } from "#webviews/shared/charts/axes/viewport.ts";
import { xScale } from "#webviews/shared/charts/axes/xScale.ts";
import { clampWindow, zoomAt } from "#webviews/shared/charts/axes/xWindow.ts";

describe("window on x", () => {
  it("stays inside what there is to see", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const window = clampWindow(
          { min: Math.min(a, b), max: Math.max(a, b) },
          { min: 0, max: 1000 },
        );
        assert.ok(
          window === null || (window.min >= 0 && window.max <= 1000 && window.min < window.max),
        );
      }),
    );
  });

  it("keeps the place under the pointer where it is", () => {
    const window = zoomAt({ min: 0, max: 100 }, 25, 0.5, xScale(false));
    assert.deepEqual(window, { min: 12.5, max: 62.5 });
    const decades = zoomAt({ min: 1, max: 1e4 }, 100, 0.5, xScale(true));
    assert.ok(Math.abs(decades.min - 10) < 1e-9 && Math.abs(decades.max - 1000) < 1e-9);
  });

  it("is everything again when it is zoomed out beyond the ends", () => {
    const viewport = new Viewport();
    viewport.report("loss", { min: 0, max: 100 });
    viewport.set({ min: 20, max: 40 });
    assert.deepEqual(viewport.window, { min: 20, max: 40 });
    viewport.set({ min: -10, max: 140 });
    assert.equal(viewport.window, null);
  });

  it("moves along with new points while it touches the newest one, and only then", () => {
    const viewport = new Viewport();
    viewport.report("loss", { min: 0, max: 100 });
    viewport.set({ min: 80, max: 100 });
    viewport.report("loss", { min: 0, max: 130 });
    assert.deepEqual(viewport.window, { min: 110, max: 130 });
    viewport.set({ min: 50, max: 70 });
    viewport.report("loss", { min: 0, max: 200 });
    assert.deepEqual(viewport.window, { min: 50, max: 70 });
  });

  it("forgets where charts end when the axis is another one", () => {
    const viewport = new Viewport();
    viewport.report("loss", { min: 1, max: 1000 });
    viewport.report("out of sight", { min: 1, max: 1000 });
    viewport.set({ min: 10, max: 20 });
    viewport.clear();
    assert.equal(viewport.window, null);
    viewport.report("loss", { min: 1.7e9, max: 1.7e9 + 100 });
    viewport.set({ min: 1.7e9 - 500, max: 1.7e9 + 10 });
    assert.equal(viewport.window, null, "as wide as all there is");
  });

  it("shows what a reader wrote, where an absent end is the one of the points", () => {
    const viewport = new Viewport();
    viewport.report("loss", { min: 1, max: 1000 });
    viewport.show({ min: 500 });
    assert.deepEqual(viewport.window, { min: 500, max: 1000 });
    viewport.show({ min: 900, max: 100 });
    assert.equal(viewport.window, null);
  });

  it("tells every linked chart", () => {
    const viewport = new Viewport();
    let told = 0;
    const listening = viewport.listen(() => (told += 1));
    viewport.set({ min: 1, max: 2 });
    listening.dispose();
    viewport.set(null);
    assert.equal(told, 1);
  });
});
