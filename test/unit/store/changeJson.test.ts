import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import * as fc from "fast-check";

import { changeJson } from "#core/store/files/changeJson.ts";
import { cases } from "#test/faults/scale.ts";

describe("A change to a JSON file", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-test-"));
  const file = path.join(folder, "meta.json");
  after(() => rmSync(folder, { recursive: true }));

  function changed(text: string | Uint8Array, changes: Record<string, unknown>): string {
    writeFileSync(file, text);
    changeJson(file, changes);
    return readFileSync(file, "latin1");
  }

  it("leaves every other member as it was written", () => {
    const text = `\uFEFF{"alias":"old", "seed" : 9007199254740993123 ,"worst": NaN, "low":-Infinity,
      "list":[1.10, "],}\\"", {"a": "\\u00e9\\\\"}], "tags": ["x"], "é": 1e400}`;
    assert.equal(
      changed(text, { alias: 'a, "b"', tags: ["ü"], note: null }),
      Buffer.from(`{
  "alias": "a, \\"b\\"",
  "seed": 9007199254740993123,
  "worst": NaN,
  "low": -Infinity,
  "list": [1.10, "],}\\"", {"a": "\\u00e9\\\\"}],
  "tags": [
    "ü"
  ],
  "é": 1e400,
  "note": null
}`).toString("latin1"),
    );
  });

  it("keeps bytes that are no UTF-8, and strings of megabytes", () => {
    const long = 'x\\"'.repeat(2_000_000);
    const bytes = Buffer.from(`{"name": "\xe9\xff", "long": "${long}"}`, "latin1");
    const text = changed(bytes, { alias: "a" });
    assert.ok(text.includes('"name": "\xe9\xff"') && text.includes(long));
  });

  it("is what parsing, changing and printing would give", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
        fc.constantFrom(undefined, 1, "\t"),
        (document, changes, indent) => {
          const text = changed(JSON.stringify(document, null, indent), changes);
          const plain = JSON.parse(Buffer.from(text, "latin1").toString("utf8")) as unknown;
          const merged = { ...document, ...changes };
          assert.deepEqual(plain, JSON.parse(JSON.stringify(merged)));
        },
      ),
      { numRuns: cases(100, 2000) },
    );
  });

  it("is refused where the file is no JSON object, which stays as it is", () => {
    for (const text of ["", "[1]", '{"a": 1', '{"a": 1}}', "null", '{"a" 1}']) {
      assert.throws(() => changed(text, { alias: "a" }), SyntaxError);
      assert.equal(readFileSync(file, "utf8"), text);
    }
  });
});
