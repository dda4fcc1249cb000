import assert from "node:assert/strict";
import path from "node:path";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import { composeScript } from "#core/remote/script/composeScript.ts";
import { anyString } from "#test/support/remote/hostileStrings.ts";

const echo = path.resolve("test/support/remote/echo.sh");
const compose = (parameters: string[]) =>
  composeScript(echo, parameters, { nonce: "ab12", input: "nothing" });

describe("composeScript", () => {
  it("puts parameters behind the script as digits only", async () => {
    const plain = await compose([]);
    const head = plain.slice(0, plain.lastIndexOf("</dev/null begin "));
    await fc.assert(
      fc.asyncProperty(fc.array(anyString, { maxLength: 5 }), async (parameters) => {
        const text = await compose(parameters);
        assert.ok(text.startsWith(head));
        const lines = text.slice(head.length).trimEnd().split("\n");
        assert.equal(lines.pop(), "</dev/null begin ab12 end");
        assert.equal(lines.length, parameters.length);
        for (const line of lines) assert.match(line, /^parameter '(\\[0-3][0-7][0-7])*'$/);
      }),
      { numRuns: 50 },
    );
  });

  for (const [what, parameters] of [
    ["a NUL", ["a\0b"]],
    ["half a character", ["\ud800"]],
    ["too long a value", ["x".repeat(16_385)]],
    ["too many values", Array.from({ length: 257 }, () => "")],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(compose([...parameters]), (error) =>
        RunicornError.is(error, "invalid_request"),
      );
    });
  }
});
