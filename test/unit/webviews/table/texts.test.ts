import assert from "node:assert/strict";

import { parseFilter } from "#core/protocol/filter/parseFilter.ts";
import type { Run } from "#core/protocol/run.ts";
import { columnOf } from "#webviews/table/columns/column.ts";
import { keyText } from "#webviews/table/grid/cellValue.ts";
import {
  isOnlyArchived,
  listFilter,
  wantedValue,
  withArchived,
  withCondition,
  withOnly,
} from "#webviews/table/listFilter.ts";
import { metricDirection } from "#webviews/table/metricDirection.ts";
import { csvOf, markdownOf } from "#webviews/table/selection/runsText.ts";

const run = {
  id: "r1",
  run_id: "r1",
  alias: "=1+1|x",
  display_name: null,
  tags: ["a", "b"],
  notes: null,
  created_at: 0,
  started_at: 0,
  ended_at: 90,
  metrics: {
    loss: { count: 2, last: "NaN", min: 0.123456789, max: 2, mean: 1, best: 0.123456789 },
  },
  config: { lr: 0.1, "a,b": '"q"' },
} as unknown as Run;
const row = { ref: "s:r1", source: "s", run };

describe("texts of the runs table", () => {
  it("tell groups apart by the last digit of what their runs have", () => {
    assert.equal(keyText("number", 3e-4), "0.0003");
    assert.equal(keyText("number", 5e-5 * 6), "0.00030000000000000003");
    assert.equal(keyText("text", 1_234_567), "1,234,567");
    assert.equal(keyText("duration", 61.4), "1m 1s");
  });

  it("put all that is asked for into one filter that the language knows", () => {
    const q = listFilter({ filter: "status = failed or lr", search: String.raw`^a"\d` });
    const filter = parseFilter(q, 0);
    assert.ok(filter?.op === "and" && filter.items.length === 3);
    assert.deepEqual(filter.items[0], parseFilter("status = failed or lr", 0));
    const [first] = (filter.items[1] as unknown as { items: { pattern: string }[] }).items;
    assert.equal(first?.pattern, String.raw`^a"\d`);
    assert.equal(listFilter({ filter: "archived", search: "" }), "archived");
    assert.equal(listFilter({ filter: "", search: "" }), "not archived");
  });

  it("add what a click on a value asks for, once", () => {
    const one = withCondition("a or b", "tag", "=", "x y");
    assert.equal(one, '(a or b) and tag = "x y"');
    assert.equal(withCondition(one, "tag", "=", "x y"), one);
    assert.equal(withCondition("", "config.lr", "!=", null), "config.lr != null");
    const failed = withOnly("config.lr < 1 and status = running", "status", "failed");
    assert.equal(failed, "config.lr < 1 and status = failed");
    assert.equal(wantedValue(failed, "status", ["running", "failed"]), "failed");
    assert.equal(withOnly(failed, "status", null), "config.lr < 1");
  });

  it("ask for the runs that were put away, and no more, whatever else a filter says", () => {
    for (const filter of ["", "status = failed", "a or b", "tag in [x, y] and lr"]) {
      const archived = withArchived(filter, true);
      assert.ok(isOnlyArchived(archived), archived);
      assert.ok(!isOnlyArchived(filter));
      assert.ok(parseFilter(archived, 0));
      assert.equal(listFilter({ filter: archived, search: "" }), archived);
      const back = withArchived(archived, false);
      assert.deepEqual(parseFilter(back, 0), parseFilter(filter, 0));
    }
    assert.equal(withArchived("archived = true and lr", false), "lr");
  });

  it("are copied so that neither a table nor a spreadsheet takes them for more than text", () => {
    const fields = [
      "title",
      "tag",
      "metrics.loss.last",
      "metrics.loss.min",
      "config.`a,b`",
      "spark.loss",
    ];
    const columns = fields.map((field) => columnOf({ field }, undefined));
    const lines = csvOf([row], columns, 100).split("\r\n");
    assert.equal(lines[0], 'run,tag,metrics.loss.last,metrics.loss.min,"config.`a,b`"');
    assert.equal(lines[1], `'=1+1|x,"a, b",NaN,0.123456789,"""q"""`);
    const markdown = markdownOf([row], columns, 100).split("\n");
    assert.equal(markdown[0], "| Run | Tags | loss (last) | loss (min) | a,b (config) |");
    assert.equal(markdown[2], String.raw`| =1+1\|x | a, b | NaN | 0.12346 | "q" |`);
  });

  it("know which values are better: as the run says, else by the name", () => {
    assert.equal(metricDirection("loss", [row]), -1);
    assert.equal(metricDirection("val/accuracy", []), 1);
    assert.equal(metricDirection("valLoss", []), -1);
    assert.equal(metricDirection("lr", []), 0);
    assert.equal(metricDirection("gloss", []), 0);
  });
});
