import assert from "node:assert/strict";

import * as fc from "fast-check";

import { parseEventLine, toPoint } from "#core/store/ingest/eventLine.ts";

describe("eventLine", () => {
  it("reads the bare words Python writes for numbers JSON does not have", () => {
    const line = `{"ts":1.5,"type":"metrics","data":{"a":NaN,"b":-Infinity,"c":Infinity,"d":"NaN"}}`;
    const record = parseEventLine(line);
    assert.ok(typeof record === "object");
    assert.equal(record.ts, 1.5);
    const points = Object.values(record.data).map(toPoint);
    assert.deepEqual(points, [NaN, -Infinity, Infinity, NaN]);
  });

  it("leaves the same words alone inside strings, also after escaped quotes", () => {
    const line = String.raw`{"type":"metrics","data":{"x":NaN,"NaN \" Infinity":1,"s":"\\","t":"NaN,"}}`;
    const record = parseEventLine(line);
    assert.ok(typeof record === "object");
    assert.deepEqual(record.data, { x: "NaN", 'NaN " Infinity': 1, s: "\\", t: "NaN," });
  });

  it("tells other records from garbage", () => {
    assert.deepEqual(parseEventLine(`{"ts":1,"type":"image","data":{"key":"a"}}`), {
      type: "image",
      ts: 1,
      data: { key: "a" },
    });
    assert.equal(parseEventLine(`{"ts":1,"type":"note","data":"none of ours"}`), "other");
    for (const garbage of [
      "",
      "null",
      "[1]",
      "{",
      `{"type":"metrics"}`,
      `{"data":{}}`,
      "NaN",
      "\0",
    ]) {
      assert.equal(parseEventLine(garbage), "garbage", garbage);
    }
  });

  it("is not fooled by __proto__", () => {
    const record = parseEventLine(
      `{"type":"metrics","data":{"__proto__":{"x":1},"constructor":2}}`,
    );
    assert.ok(typeof record === "object");
    assert.deepEqual(Object.keys(record.data), ["__proto__", "constructor"]);
    assert.equal(({} as Record<string, unknown>)["x"], undefined);
  });

  it("survives nesting that would overflow a recursive reader", () => {
    parseEventLine("[".repeat(1e6));
    parseEventLine(`{"type":"metrics","data":{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}}`);
  });

  it("survives any text", () => {
    const piece = fc.constantFrom('"', "\\", "NaN", "-Infinity", "{", "}", ":", ",", "1e400", "é");
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(text, (line) => {
        parseEventLine(line);
      }),
      { numRuns: 2000 },
    );
  });

  it("reads back every record a Python SDK can write", () => {
    const value = fc.oneof(fc.double(), fc.boolean(), fc.string());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (data) => {
        const record = parseEventLine(`{"ts":1,"type":"metrics","data":${pythonJson(data)}}`);
        assert.ok(typeof record === "object");
        for (const [key, written] of Object.entries(data)) {
          const read = record.data[key];
          const isWord = typeof written === "number" && !Number.isFinite(written);
          assert.ok(isWord ? Object.is(toPoint(read), written) : read === written || written === 0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function pythonJson(data: Record<string, unknown>): string {
  const fields = Object.entries(data).map(
    ([key, value]) =>
      `${JSON.stringify(key)}:${typeof value === "number" ? String(value) : JSON.stringify(value)}`,
  );
  return `{${fields.join(", ")}}`;
}
