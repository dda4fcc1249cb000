import assert from "node:assert/strict";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import type { Comparison, Filter, FilterField, FilterValue } from "#core/protocol/filter/filter.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";

const now = 1_800_000_000;
const parse = (text: string) => parseFilter(text, now);
const run = (name: "status" | "tag" | "alias" | "created_at" | "duration" | "pinned") =>
  ({ kind: "run", name }) as const;

describe("A filter", () => {
  it("compares metrics, hyper-parameters and what a run says of itself", () => {
    assert.deepEqual(
      parse(
        'metrics.`train/loss`.min < 0.2 and config.lr >= 1e-4 and status = running and tag = "base"',
      ),
      {
        op: "and",
        items: [
          compare({ kind: "metric", key: "train/loss", aggregate: "min" }, "<", 0.2),
          compare({ kind: "config", path: "lr" }, ">=", 1e-4),
          compare(run("status"), "=", "running"),
          compare(run("tag"), "=", "base"),
        ],
      },
    );
  });

  it("names metrics with and without quotes, with and without an aggregate", () => {
    for (const [text, key, aggregate] of [
      ["metrics.loss", "loss", "last"],
      ["metrics.loss.max", "loss", "max"],
      ["metrics.train/loss.mean", "train/loss", "mean"],
      ["metrics.val.loss.min", "val.loss", "min"],
      ["metrics.`a.b c`.count", "a.b c", "count"],
      ["metrics.min", "min", "last"],
      ["metrics.min.min", "min", "min"],
      ["metric.☃.last", "☃", "last"],
    ] as const) {
      assert.deepEqual(
        parse(`${text} > 1`),
        compare({ kind: "metric", key, aggregate }, ">", 1),
        text,
      );
    }
  });

  it("binds and before or, and takes conditions beside each other as and", () => {
    assert.deepEqual(parse("resnet status = failed or not (pinned and 'two words')"), {
      op: "or",
      items: [
        {
          op: "and",
          items: [{ op: "text", text: "resnet" }, compare(run("status"), "=", "failed")],
        },
        {
          op: "not",
          item: {
            op: "and",
            items: [compare(run("pinned"), "=", true), { op: "text", text: "two words" }],
          },
        },
      ],
    } satisfies Filter);
  });

  it("knows lists, null, has and contains", () => {
    assert.deepEqual(parse('tag in [base, "v 2", 3]'), {
      op: "in",
      field: run("tag"),
      values: ["base", "v 2", "3"],
    });
    assert.deepEqual(parse("has config.lr"), { op: "has", field: { kind: "config", path: "lr" } });
    assert.deepEqual(parse("alias != null"), { op: "has", field: run("alias") });
    assert.deepEqual(parse("alias = null"), {
      op: "not",
      item: { op: "has", field: run("alias") },
    });
    assert.deepEqual(parse("alias contains Seed"), {
      op: "contains",
      field: run("alias"),
      text: "Seed",
    });
  });

  it("knows patterns, and marks those that cannot be looked for", () => {
    assert.deepEqual(parse('alias matches "^a.b$"'), {
      op: "matches",
      field: run("alias"),
      pattern: "^a.b$",
    });
    for (const pattern of ["(", "(?=a)b", "(?<!a)b", String.raw`(a)\\1`]) {
      assert.throws(
        () => parse(`alias matches "${pattern}"`),
        (error: RunicornError) => {
          assert.deepEqual(error.details, { start: 14, end: 16 + pattern.length });
          return error.code === "invalid_filter";
        },
      );
    }
  });

  it("reads times as dates or as ago, spans in units", () => {
    assert.deepEqual(parse("created_at > -7d"), compare(run("created_at"), ">", now - 7 * 86_400));
    const day = new Date(2026, 0, 31).getTime() / 1000;
    assert.deepEqual(parse("created >= 2026-01-31"), compare(run("created_at"), ">=", day));
    assert.deepEqual(parse("duration < 1.5h"), compare(run("duration"), "<", 5400));
  });

  it("asks nothing when it is empty", () => {
    assert.equal(parse(" \n"), undefined);
  });

  for (const [text, start, end, message] of [
    ["config.lr >", 11, 11, /Expected a value/],
    ["config.lr > )", 12, 13, /Expected a value/],
    ["(status = running", 17, 17, /\) is missing/],
    ["status = running )", 17, 18, /Expected and, or/],
    ["nonsense = 3", 0, 8, /no field.*config/],
    ["config. > 3", 0, 7, /after the dot/],
    ["config > 3", 0, 6, /config\.<name>/],
    ["metrics = 3", 0, 7, /metrics\.<name>/],
    ['alias = "open', 8, 13, /not closed/],
    ["created_at > soon", 13, 17, /2026-01-31/],
    ["tag in [a b]", 10, 11, /Expected ,/],
    ["tag in [a", 9, 9, /Expected ,/],
    ["status < null", 9, 13, /no order/],
    ["a and", 5, 5, /Expected a condition/],
    ["or a", 0, 2, /Expected a condition/],
    ["not", 3, 3, /Expected a condition/],
  ] as const) {
    it(`says where ${JSON.stringify(text)} goes wrong`, () => {
      assert.throws(
        () => parse(text),
        (error) => {
          assert.ok(RunicornError.is(error, "invalid_filter"));
          assert.match(error.message, message);
          assert.deepEqual(error.details, { start, end });
          return true;
        },
      );
    });
  }

  it("refuses what is nested too deeply or too long, in no time", () => {
    for (const text of ["(".repeat(5000), "not ".repeat(5000), "a ".repeat(3000)]) {
      assert.throws(() => parse(text), { code: "invalid_filter" });
    }
  });

  it("meets any text with an answer or a marked error", () => {
    const word = fc.constantFrom(
      "(",
      ")",
      "[",
      "]",
      ",",
      "=",
      "!=",
      "<",
      ">=",
      "and",
      "or",
      "not",
      "has",
      "in",
      "contains",
      "matches",
      "null",
      "status",
      "config.a",
      "metrics.b.min",
      "metrics.",
      "`",
      '"',
      "'",
      "1",
      "-2e5",
      "3d",
      "x",
      ".",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(text, (text) => {
        try {
          parse(text);
        } catch (error) {
          assert.ok(RunicornError.is(error, "invalid_filter"), String(error));
          const { start, end } = error.details as { start: number; end: number };
          assert.ok(start >= 0 && start <= end && end <= text.length);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

function compare(field: FilterField, comparison: Comparison, value: FilterValue): Filter {
  return { op: "compare", field, comparison, value };
}
