import assert from "node:assert/strict";

import * as fc from "fast-check";

import { jsonText } from "../../../sdk/typescript/src/jsonText.ts";
import { jsonObject } from "../../../sdk/typescript/src/jsonValue.ts";
import { toPlain } from "../../../sdk/typescript/src/plain.ts";
import { RecordFormat } from "../../../sdk/typescript/src/record.ts";

describe("A record of the TypeScript SDK", () => {
  const bad: string[] = [];
  const format = new RecordFormat((key, reason) => bad.push(`${key}: ${reason}`));
  beforeEach(() => bad.splice(0));

  it("is one line that reads back to what was logged", () => {
    const value = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.string({ unit: "grapheme" }),
      fc.constant(null),
      fc.array(fc.double()),
    );
    const key = fc.string({ unit: "grapheme" }).filter((text) => !reserved.includes(text));
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.integer(), (data, step) => {
        const line = format.line(12.5, data, step, undefined);
        assert.equal(line.indexOf("\n"), line.length - 1);
        const record = jsonObject(line);
        const expected = { ...data, global_step: step, time: 12.5 };
        assert.deepEqual({ ...(record?.["data"] as object) }, { ...expected });
        // Known keys are written another way when there are only numbers.
        assert.equal(format.line(12.5, data, step, undefined), line);
      }),
      { numRuns: 2000 },
    );
  });

  it("writes numbers under known keys as under new ones", () => {
    const odd = {
      a: -0,
      b: Number.NaN,
      c: Infinity,
      d: 1e21,
      e: 5e-324,
      "\ud800": 1,
      7: 2,
      time: 3,
    };
    for (const [key, value] of Object.entries(odd)) {
      const data = { [key]: value, z: 1 };
      const lines = [0, 1, 2].map(() => format.line(1, data, 1, "s"));
      assert.deepEqual(new Set(lines).size, 1);
      assert.ok(jsonObject(lines[0] ?? "") !== undefined);
    }
    const inherited = Object.create({ a: 1 }) as Record<string, unknown>;
    for (const data of [{}, inherited, { a: 1, toJSON: () => null }]) {
      const lines = [0, 1].map(() => format.line(1, data, 1, undefined));
      assert.equal(lines[0], lines[1]);
      assert.ok(jsonObject(lines[0] ?? "") !== undefined);
    }
  });

  it("leaves out what JSON cannot hold, and says so", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const data = { f: () => 1, s: Symbol("x"), d: new Date(), u: undefined, cycle, ok: 1 };
    const line = format.line(1, data, 1, undefined);
    assert.equal(line, '{"ts":1,"type":"metrics","data":{"ok":1,"global_step":1,"time":1}}\n');
    assert.deepEqual(
      bad.map((text) => text.split(":")[0]),
      ["f", "s", "d", "cycle"],
    );
  });

  it("takes scalars of tensor libraries", () => {
    const line = format.line(1, { loss: { item: () => 0.5 } }, 1, undefined);
    assert.match(line, /"loss":0\.5,/);
    format.line(1, { loss: { item: () => [1, 2] } }, 1, undefined);
    format.line(1, { loss: { item: () => assert.fail("on another device") } }, 1, undefined);
    assert.equal(bad.length, 2);
  });

  it("keeps the digits of integers that a float64 cannot hold", () => {
    assert.match(format.line(1, { n: 2n ** 70n }, 1, undefined), /"n":1180591620717411303424,/);
  });
});

describe("JSON files of the TypeScript SDK", () => {
  it("hold numbers that JSON cannot write as texts, so that every reader takes them", () => {
    const document = { nan: Number.NaN, low: -Infinity, list: [Infinity] };
    const text = jsonText(toPlain(document), "");
    assert.deepEqual(JSON.parse(text), { nan: "NaN", low: "-Infinity", list: ["Infinity"] });
  });

  it("may hold them bare, as Runicorn 0.6 wrote them", () => {
    const document = jsonObject('{"nan": NaN, "low": [-Infinity], "text": "NaN, \\" -Infinity"}');
    const expected = { nan: Number.NaN, low: [-Infinity], text: 'NaN, " -Infinity' };
    assert.deepEqual({ ...document }, expected);
  });

  it("look as JSON.stringify writes them where it can", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON.stringify forgets the sign of -0.
        fc.pre(!jsonText(toPlain(value)).includes("-0.0"));
        assert.equal(jsonText(toPlain(value)), JSON.stringify(value));
        assert.equal(jsonText(toPlain(value), ""), JSON.stringify(value, undefined, 2));
      }),
      { numRuns: 1000 },
    );
  });

  it("that are damaged read as absent", () => {
    for (const text of ["", "{", "[1]", "null", '"x"', "NaN"]) {
      assert.equal(jsonObject(text), undefined);
    }
  });
});

const reserved = ["step", "global_step", "time", "stage", "__proto__"];
