import assert from "node:assert/strict";

import { movedBy } from "#webviews/table/grid/gridKeys.ts";
import {
  mostSelected,
  nothingSelected,
  rangeTo,
  selectOnly,
  selectRange,
  toggleRun,
} from "#webviews/table/selection/selection.ts";

describe("selecting runs in the table", () => {
  const refs = ({ refs }: { refs: ReadonlySet<string> }) => [...refs];

  it("goes by click, ctrl and shift as in any list", () => {
    const one = selectOnly("s:b", 1);
    assert.deepEqual(rangeTo(one, 3), { from: 1, to: 3 });
    const some = selectRange(one, ["s:b", "s:c", "s:d"], 3, false);
    assert.deepEqual(refs(some), ["s:b", "s:c", "s:d"]);
    // A range is reckoned from where it began, not from where it went.
    assert.deepEqual(rangeTo(some, 0), { from: 0, to: 1 });
    const less = toggleRun(some, "s:c", 2);
    assert.deepEqual(refs(less), ["s:b", "s:d"]);
    assert.deepEqual(refs(selectRange(less, ["s:x"], 9, true)), ["s:b", "s:d", "s:x"]);
    assert.deepEqual(refs(toggleRun(nothingSelected, "s:a", 0)), ["s:a"]);
  });

  it("ends at a number that can be acted on", () => {
    const from = selectOnly("s:a", 50_000);
    assert.deepEqual(rangeTo(from, 0), { from: 0, to: mostSelected - 1 });
    assert.deepEqual(rangeTo(from, 99_999), { from: 99_999 - mostSelected + 1, to: 99_999 });
  });

  it("moves between cells by keys, and never out of the grid", () => {
    const size = { lines: 100, columns: 5, page: 20 };
    const to = (key: string, ctrl = false) => movedBy({ line: 10, column: 2 }, { key, ctrl }, size);
    assert.deepEqual(to("ArrowDown"), { line: 11, column: 2 });
    assert.deepEqual(to("PageUp"), { line: 0, column: 2 });
    assert.deepEqual(to("End", true), { line: 99, column: 4 });
    assert.deepEqual(to("Home"), { line: 10, column: 0 });
    assert.deepEqual(movedBy({ line: 0, column: 0 }, { key: "ArrowUp", ctrl: false }, size), {
      line: -1,
      column: 0,
    });
    assert.equal(to("x"), undefined);
  });
});
