import assert from "node:assert/strict";

import { linearPattern } from "#core/store/runs/linearPattern.ts";

describe("patterns of a filter", () => {
  it("are looked for in either case, and end whatever they are", () => {
    assert.equal(linearPattern(String.raw`^SEED-\D\d$`)("seed-x7"), true);
    // By going back over the text, this would take longer than the universe is old.
    assert.equal(linearPattern("(x+x+)+y")("x".repeat(300)), false);
    assert.throws(() => linearPattern("(?=a)b"), { code: "invalid_filter" });
  });
});
