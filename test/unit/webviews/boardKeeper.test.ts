import assert from "node:assert/strict";

import { type Board, boardKeeper } from "#webviews/shared/charts/board/board.ts";
import { parseChartsUi } from "#webviews/shared/charts/board/chartsUi.ts";

describe("boardKeeper", () => {
  it("writes what holds for every page, once for each change, and never where one is only opened", () => {
    const begun = parseChartsUi({ size: "large", filter: "loss" });
    const written: Board[] = [];
    const keep = boardKeeper(begun, (board) => written.push(board));
    keep(begun);
    const tab = { tab: "code", runs: ["a"] };
    keep({
      ...begun,
      ...tab,
      filter: "acc",
      window: { min: 1, max: 2 },
      pinned: ["a"],
      fullScreen: "acc",
    });
    assert.equal(written.length, 0);
    const changed = { ...begun, ...tab, order: ["b", "a"], window: { min: 1, max: 2 } };
    keep(changed);
    keep({ ...changed, window: null });
    assert.equal(written.length, 1);
    assert.deepEqual(written[0]?.order, ["b", "a"]);
    assert.equal(written[0].size, "large");
    assert.deepEqual(
      ["window", "filter", "pinned", "fullScreen", "tab", "runs"].filter(
        (name) => name in (written[0] ?? {}),
      ),
      [],
    );
  });
});
