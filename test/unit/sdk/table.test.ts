import assert from "node:assert/strict";

import * as fc from "fast-check";

import { jsonText } from "../../../sdk/typescript/src/jsonText.ts";
import { jsonObject } from "../../../sdk/typescript/src/jsonValue.ts";
import { tableOf } from "../../../sdk/typescript/src/media/table.ts";

describe("A table of the TypeScript SDK", () => {
  const told: string[] = [];
  const tell = (subject: string): unknown => told.push(subject);
  beforeEach(() => told.splice(0));

  it("has as many cells in each row as columns, and reads back", () => {
    const cell = fc.oneof(
      fc.anything(),
      fc.double(),
      fc.bigInt(),
      fc.string({ unit: "binary" }),
      fc.date({ noInvalidDate: false }),
    );
    const data = fc.oneof(
      fc.array(fc.array(cell)),
      fc.array(fc.dictionary(fc.string(), cell)),
      fc.dictionary(fc.string(), fc.oneof(fc.array(cell), cell)),
      fc.array(cell),
    );
    fc.assert(
      fc.property(data, fc.option(fc.array(fc.string()), { nil: undefined }), (value, columns) => {
        const table = tableOf(value, columns, tell);
        const text = jsonText({ columns: table.columns, rows: table.rows });
        const read = jsonObject(text);
        assert.ok(read !== undefined, text);
        assert.ok(table.columns.every((name) => typeof name === "string"));
        assert.ok(table.rows.every((row) => row.length === table.columns.length));
        assert.ok(
          table.rows.flat().every((item) => item === null || typeof item !== "object"),
          "a cell is a scalar",
        );
        assert.equal(table.rowCount, table.rows.length);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes frames, tensors, Maps and whatever can be iterated", () => {
    const expected = {
      columns: ["a", "b"],
      rows: [
        [1, 2],
        [3, 4],
      ],
      rowCount: 2,
    };
    const records = [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ];
    const alike: [unknown, string[]?][] = [
      [records],
      [{ toRecords: () => records }],
      [{ objects: () => records }],
      [new Map(Object.entries({ a: [1, 3], b: new Set([2, 4]) }))],
      [{ a: [1, 3], b: Float32Array.of(2, 4) }],
      [
        new Set([
          [1, 2],
          [3, 4],
        ]),
        ["a", "b"],
      ],
      [{ data: Int8Array.of(1, 2, 3, 4), shape: [2, 2] }, ["a", "b"]],
      [
        [new Map(Object.entries({ a: 1, b: 2 })), [3, 4]],
        ["a", "b"],
      ],
    ];
    for (const [data, columns] of alike) assert.deepEqual(tableOf(data, columns, tell), expected);
  });

  it("holds dates as ISO text, bytes by their number, and what raises by its kind", () => {
    const hostile = new Proxy(new Error("hostile"), {
      get: () => assert.fail("looked at"),
      getPrototypeOf: () => assert.fail("looked at"),
    });
    const row = [new Date(0), new Date(Number.NaN), Buffer.alloc(9), () => 1, Symbol("s"), hostile];
    const [cells = []] = tableOf([row], undefined, tell).rows;
    assert.deepEqual(cells.slice(0, 3), ["1970-01-01T00:00:00.000Z", null, "<9 bytes>"]);
    assert.ok(cells.slice(3).every((cell) => typeof cell === "string"));
  });

  it("is cut off where it is too much, which is told", () => {
    const table = tableOf({ data: new Uint8Array(2_000_000), shape: [1_000_000, 2] }, [], tell);
    assert.deepEqual([table.rows.length, table.rowCount], [500_000, 1_000_000]);
    assert.equal(tableOf([Array(5000).fill(1)], undefined, tell).columns.length, 1000);
    assert.deepEqual(told, ["rows", "columns"]);
  });

  it("is none when it is a text, a number or nothing", () => {
    for (const value of ["abc", 5, null, undefined, true]) {
      assert.throws(() => tableOf(value, undefined, tell), /is no table/);
    }
  });
});
