import assert from "node:assert/strict";

import * as fc from "fast-check";

import { parseFilter } from "#core/protocol/filter/parseFilter.ts";
import { wordsFilter } from "#core/protocol/filter/wordsFilter.ts";

describe("wordsFilter", () => {
  it("asks nothing of a text without words", () => {
    assert.equal(parseFilter(wordsFilter("  \n"), 0), undefined);
  });

  it("asks for each word as it is, whatever is in it", () => {
    const word = fc.stringMatching(/^[^\s]{1,12}$/u);
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), (words) => {
        const filter = parseFilter(wordsFilter(words.join("  ")), 0);
        assert.ok(filter?.op === "and");
        assert.deepEqual(
          filter.items.map((item) => item.op === "text" && item.text),
          words,
        );
      }),
    );
  });

  it("looks for each word in other fields as well", () => {
    const status = { kind: "run", name: "status" };
    assert.deepEqual(parseFilter(wordsFilter('ru"n 7', ["status"]), 0), {
      op: "and",
      items: ['ru"n', "7"].map((text) => ({
        op: "or",
        items: [
          { op: "text", text },
          { op: "contains", field: status, text },
        ],
      })),
    });
  });
});
