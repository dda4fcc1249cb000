import assert from "node:assert/strict";

import * as fc from "fast-check";

import { formatField, parseField } from "#core/protocol/filter/fields.ts";
import type { FilterField } from "#core/protocol/filter/filter.ts";
import { filterContext } from "#core/protocol/filter/filterContext.ts";
import { formatValue } from "#core/protocol/filter/formatValue.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";

/** The cursor is at the `|`. */
const cases: readonly (readonly [text: string, expected: string, typed: string])[] = [
  ["|", "condition", ""],
  ["met|", "condition", "met"],
  ["config.|", "condition", "config."],
  ["metrics.`train/lo|", "condition", "metrics.`train/lo"],
  ["status |", "operator", ""],
  ["status =|", "value", ""],
  ["status = run|ning", "value", "run"],
  ['alias contains "a b|', "value", '"a b'],
  ["status = running |", "connective", ""],
  ["status = running and |", "condition", ""],
  ["status = running or not (pro|", "condition", "pro"],
  ["tag in [ba|", "list", "ba"],
  ["tag in [base, |", "list", ""],
  ["tag in [base] |", "connective", ""],
  ["(status = failed) |", "connective", ""],
  ["has su|", "condition", "su"],
  ["resnet |", "connective", ""],
];

describe("What belongs at a place in a filter", () => {
  for (const [marked, expected, typed] of cases) {
    it(`is said for ${marked}`, () => {
      const cursor = marked.indexOf("|");
      const text = marked.replace("|", "");
      const context = filterContext(text, cursor);
      assert.equal(context.expected, expected);
      assert.equal(context.typed, typed);
      assert.equal(context.start, cursor - typed.length);
    });
  }

  it("is said for any text and any place in it", () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom("a", ".", "`", '"', "=", "(", ")", "[", " and ", "config", "1", ","))
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, fc.nat(60), (text, at) => {
        const cursor = Math.min(at, text.length);
        const { start, end } = filterContext(text, cursor);
        assert.ok(start >= 0 && start <= cursor && end >= cursor && end <= text.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("Fields and values in a filter", () => {
  const name = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom("a.b", "x y", "train/loss", "a.min", "a..b"),
  );
  const field: fc.Arbitrary<FilterField> = fc.oneof(
    fc.record(
      { kind: fc.constantFrom("config" as const, "summary" as const), path: name },
      { noNullPrototype: true },
    ),
    fc.record(
      {
        kind: fc.constant("metric" as const),
        key: name,
        aggregate: fc.constantFrom("last" as const, "best" as const),
      },
      { noNullPrototype: true },
    ),
  );

  it("read back as they were written", () => {
    fc.assert(
      fc.property(field, fc.oneof(fc.string(), fc.double({ noNaN: true })), (field, value) => {
        const written = formatField(field);
        if (written === undefined) return;
        assert.deepEqual(parseField(written), field);
        const filter = parseFilter(`${written} = ${formatValue(value)}`, 0);
        const expected = { op: "compare", field, comparison: "=", value };
        assert.deepEqual(filter, Object.is(value, -0) ? { ...expected, value: 0 } : expected);
      }),
      { numRuns: 2000 },
    );
  });
});
