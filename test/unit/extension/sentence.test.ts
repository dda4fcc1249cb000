import assert from "node:assert/strict";

import * as fc from "fast-check";

import { plain, sentenceTag } from "#extension/ui/sentence.ts";

/** As the editor does without a bundle. */
const sentence = sentenceTag((text, ...values) =>
  text.replaceAll(/\{(\d)\}/gu, (_, i: string) => values[Number(i)] ?? ""),
);

describe("text in notifications", () => {
  it("cannot hold a link or a second line, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 1000 }), (text) => {
        const shown = plain(text);
        assert.doesNotMatch(shown, /[[\]()\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
        assert.ok(shown.length <= 300);
      }),
      { numRuns: 20_000 },
    );
  });

  it("keeps what we wrote and makes what others wrote inert", () => {
    const name = "[x](command:workbench.action.terminal.new)\nall";
    assert.equal(
      sentence`There is no run ${name} (here).`,
      "There is no run xcommand:workbench.action.terminal.new all (here).",
    );
  });
});
