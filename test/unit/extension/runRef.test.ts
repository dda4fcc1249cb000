import assert from "node:assert/strict";

import * as fc from "fast-check";

import { formatRunRef, parseRunRef, runRefOf } from "#extension/sources/runRef.ts";

describe("references to runs", () => {
  it("read back as written, also where the run's id has a colon", () => {
    const source = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
    const run = fc.string({ minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(source, run, (source, run) => {
        const text = formatRunRef({ source, run });
        assert.deepEqual(parseRunRef(text), { source, run });
        assert.deepEqual(runRefOf({ ref: text }), { source, run });
      }),
    );
  });

  it("are undefined for anything else, without an exception", () => {
    for (const text of ["", ":", "a", "a:", ":a"]) assert.equal(parseRunRef(text), undefined, text);
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        const ref = runRefOf(anything);
        assert.ok(ref === undefined || ref.run.length > 0);
      }),
      { numRuns: 20_000 },
    );
  });
});
