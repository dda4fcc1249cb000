import assert from "node:assert/strict";

import { BoardLinks } from "#webviews/shared/charts/board/boardLinks.ts";
import { type ChartsUi, parseChartsUi } from "#webviews/shared/charts/board/chartsUi.ts";

describe("what charts of a board share", () => {
  /** Links of a board that keeps what is changed. */
  function linksOf(kept: unknown): { links: BoardLinks; ui: () => ChartsUi } {
    let ui = parseChartsUi(kept);
    const links = new BoardLinks(
      () => ui,
      (change) => (ui = { ...ui, ...change }),
    );
    return { links, ui: () => ui };
  }

  it("is nothing that a metric has merely by its name", () => {
    for (const key of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      const { links, ui } = linksOf({ linked: false });
      const { viewport, y } = links.of(key, "step");
      assert.deepEqual([viewport.window, y.window], [null, null], key);
      y.set({ min: 1, max: 2 });
      assert.deepEqual(Object.entries(ui().windowsY), [[key, { min: 1, max: 2 }]]);
      const { links: again } = linksOf(JSON.parse(JSON.stringify(ui())));
      assert.deepEqual(again.of(key, "step").y.window, { min: 1, max: 2 });
    }
  });
});
