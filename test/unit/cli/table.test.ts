import assert from "node:assert/strict";

import * as fc from "fast-check";

import { formatTable } from "#cli/table.ts";

describe("formatTable", () => {
  it("aligns columns, also with wide characters", () => {
    const rows = [
      ["RUN", "NAME"],
      ["a", "x"],
      ["实验", "y"],
    ];
    assert.equal(formatTable(rows), "RUN   NAME\na     x\n实验  y\n");
  });

  it("lets no text control the terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const line = formatTable([[text, "end"]]);
        assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
