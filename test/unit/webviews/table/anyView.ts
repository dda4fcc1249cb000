import * as fc from "fast-check";

const plain = { noNullPrototype: true } as const;
const name = fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" });
const column = fc.record(
  { field: name, width: fc.integer({ min: 40, max: 1200 }), pinned: fc.constant(true) },
  { requiredKeys: ["field"], noNullPrototype: true },
);
const byField = { selector: ({ field }: { field: string }) => field };

/** Views as a person can set them up. */
export const anyView = fc.record(
  {
    columns: fc.option(fc.uniqueArray(column, { maxLength: 8, ...byField })),
    sort: fc.uniqueArray(fc.record({ field: name, order: fc.constantFrom("asc", "desc") }, plain), {
      maxLength: 4,
      ...byField,
    }),
    filter: fc.string({ unit: "grapheme" }),
    search: fc.string({ unit: "grapheme" }),
    groupBy: fc.uniqueArray(name, { maxLength: 4 }),
    baseline: fc.option(name),
    onlyDiffering: fc.boolean(),
  },
  plain,
);
