import assert from "node:assert/strict";

import { randomFrom } from "#test/support/curveOracle.ts";
import { parseAnalysisUi } from "#webviews/compare/analysis/analysisUi.ts";
import { brushByKey } from "#webviews/compare/analysis/brush.ts";
import { importances } from "#webviews/compare/analysis/importance.ts";
import { rankCorrelation } from "#webviews/compare/analysis/rankCorrelation.ts";
import { parameterColumns, type RunColumn } from "#webviews/compare/analysis/runColumns.ts";
import { valueScale } from "#webviews/compare/analysis/valueScale.ts";

const column = (id: string, values: readonly (number | string)[]): RunColumn => ({
  id,
  label: id,
  values: new Map(values.map((value, i) => [`r${i}`, value])),
});

describe("the analysis of several runs", () => {
  it("finds the parameter that an outcome comes of, numbers and names alike", () => {
    const random = randomFrom(7);
    const noise = Array.from({ length: 40 }, () => random());
    const lr = noise.map((_, i) => 10 ** -(1 + (i % 5)));
    const names = noise.map((_, i) => ["adam", "sgd", "lion", "muon"][(i * 7) % 4] ?? "");
    const byRate = column(
      "y",
      lr.map((rate, i) => -Math.log10(rate) + (noise[i] ?? 0) / 9),
    );
    const columns = [column("seed", noise), column("lr", lr), column("optimizer", names)];
    const [first] = importances(columns, byRate);
    assert.equal(first?.column.id, "lr");
    assert.ok(first.share > 0.6 && first.correlation < -0.9, JSON.stringify(first));
    const byName = column(
      "y",
      names.map((name) => (name === "lion" ? 1 : 5)),
    );
    const [best] = importances(columns, byName);
    assert.equal(best?.column.id, "optimizer");
    assert.ok(Number.isNaN(best.correlation));
    assert.deepEqual(importances(columns, column("y", [1, 2, 3])), [], "too few runs");
  });

  it("correlates by ranks, ties sharing theirs", () => {
    assert.equal(
      rankCorrelation([
        [1, 10],
        [2, 100],
        [3, 1e9],
      ]),
      1,
    );
    assert.equal(
      rankCorrelation([
        [1, 3],
        [2, 2],
        [3, 1],
      ]),
      -1,
    );
    assert.ok(
      Number.isNaN(
        rankCorrelation([
          [1, 3],
          [1, 2],
        ]),
      ),
    );
  });

  it("lays numbers out by size, learning rates by decades, names side by side", () => {
    assert.equal(valueScale([0, 10, 5]).place(5), 0.5);
    assert.equal(valueScale([1e-4, 1e-2]).place(1e-3), 0.5);
    const names = valueScale(["b", "a", 1]);
    assert.ok(names.place("a") < names.place("b") && names.place(1) < names.place("a"));
    assert.equal(valueScale([3]).place(3), 0.5);
  });

  it("offers the parameters in which runs differ", () => {
    const runs = [0.1, 0.01].map((lr, i) => ({
      ref: `r${i}`,
      values: { ref: `r${i}`, config: { lr, same: 1, net: { depth: i } }, summary: {} },
      metrics: new Map(),
    }));
    const found = parameterColumns(runs);
    assert.deepEqual(
      found.map(({ id }) => id),
      ["config.lr", "config.net.depth"],
    );
    assert.deepEqual(found[0]?.values.get("r1"), 0.01);
  });

  it("reads any kept state as one it can show", () => {
    assert.equal(parseAnalysisUi({ kind: "pie", axes: [1, "config.lr"] }).kind, "parallel");
    assert.deepEqual(parseAnalysisUi({ axes: [1, "config.lr"] }).axes, ["config.lr"]);
    const brushes = { a: { low: 0, high: 0.5 }, b: { low: 1, high: 0 }, c: 7, d: { low: "0" } };
    assert.deepEqual(parseAnalysisUi({ brushes }).brushes, { a: brushes.a });
  });

  it("chooses a stretch of an axis by keys, never beyond its ends", () => {
    const press = (
      key: string,
      from: { low: number; high: number } | undefined,
      shiftKey = false,
    ) => brushByKey({ key, shiftKey }, from);
    assert.deepEqual(press("ArrowUp", undefined), { low: 0.5, high: 1 });
    assert.deepEqual(press("ArrowDown", undefined), { low: 0, high: 0.5 });
    assert.deepEqual(press("ArrowUp", { low: 0.25, high: 0.75 }), { low: 0.3, high: 0.8 });
    assert.deepEqual(press("End", { low: 0.25, high: 0.5 }), { low: 0.75, high: 1 });
    assert.deepEqual(press("Home", { low: 0.25, high: 0.5 }), { low: 0, high: 0.25 });
    assert.deepEqual(press("Home", { low: 0.25, high: 0.5 }, true), { low: 0.25, high: 0.27 });
    assert.deepEqual(press("ArrowUp", { low: 0.25, high: 1 }, true), { low: 0.25, high: 1 });
    assert.equal(press("Delete", { low: 0, high: 1 }), null);
    assert.equal(press("a", { low: 0, high: 1 }), undefined);
  });
});
