import assert from "node:assert/strict";

import { mergeColumns, mergeFacets } from "#core/merge/mergeTables.ts";

describe("facets and columns of several stores", () => {
  it("are counted together, most frequent values first", () => {
    const facet = { field: "config.lr", count: 3, distinct: 2, min: 0.1, max: 1 };
    const one = {
      ...facet,
      values: [
        { value: 0.1, count: 2 },
        { value: 1, count: 1 },
      ],
    };
    const other = { ...facet, values: [{ value: 1, count: 4 }], count: 4, distinct: 9, max: 7 };
    const only = {
      field: "host",
      count: 1,
      values: [{ value: "a", count: 1 }],
      distinct: 1,
      min: null,
      max: null,
    };
    const merged = mergeFacets(
      [
        { runs: 3, facets: [one], indexing: { done: 1, total: 4 } },
        { runs: 5, facets: [other, only] },
      ],
      1,
    );
    assert.deepEqual(merged, {
      runs: 8,
      facets: [
        {
          field: "config.lr",
          count: 7,
          values: [{ value: 1, count: 5 }],
          distinct: 9,
          min: 0.1,
          max: 7,
        },
        only,
      ],
      indexing: { done: 1, total: 4 },
    });
  });

  it("are one column for each field, of both types where they differ", () => {
    const lr = { field: "config.lr", type: "number" as const, count: 2, min: 1, max: 2 };
    const text = { field: "config.lr", type: "text" as const, count: 1, min: null, max: null };
    const acc = { field: "metrics.acc.last", type: "number" as const, count: 1, min: 0, max: 0 };
    assert.deepEqual(
      mergeColumns([
        { columns: [lr], total: 1 },
        { columns: [acc, text], total: 7 },
      ]),
      {
        columns: [{ ...lr, type: "mixed", count: 3 }, acc],
        total: 7,
      },
    );
  });

  it("have one value only where all stores have the same one", () => {
    const of = (field: string, only?: string) => ({
      field,
      type: "text" as const,
      count: 1,
      min: null,
      max: null,
      ...(only !== undefined && { only }),
    });
    const merged = mergeColumns([
      { columns: [of("config.a", "x"), of("config.b", "x"), of("config.c")], total: 3 },
      { columns: [of("config.a", "x"), of("config.b", "y"), of("config.c", "x")], total: 3 },
    ]);
    assert.deepEqual(
      merged.columns.map(({ only }) => only),
      ["x", undefined, undefined],
    );
  });
});
