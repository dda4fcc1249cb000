import assert from "node:assert/strict";

import { randomFrom } from "#test/support/curveOracle.ts";
import { parseAnalysisUi } from "#webviews/compare/analysis/analysisUi.ts";
import { brushByKey } from "#webviews/compare/analysis/brush.ts";
import { importances } from "#webviews/compare/analysis/importance.ts";
import { parameterColumns } from "#webviews/compare/analysis/parameterColumns.ts";
import { rankCorrelation } from "#webviews/compare/analysis/rankCorrelation.ts";
import type { RunColumn } from "#webviews/compare/analysis/runColumn.ts";
import { shownValue, thinTicks, valueScale } from "#webviews/compare/analysis/valueScale.ts";

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
    const [first] = importances(columns, byRate).parameters ?? [];
    assert.equal(first?.column.id, "lr");
    assert.ok(first.share > 0.6 && first.correlation < -0.9, JSON.stringify(first));
    const byName = column(
      "y",
      names.map((name) => (name === "lion" ? 1 : 5)),
    );
    const [best] = importances(columns, byName).parameters ?? [];
    assert.equal(best?.column.id, "optimizer");
    assert.ok(Number.isNaN(best.correlation));
    assert.equal(importances(columns, column("y", [1, 2, 3])).parameters, null, "too few runs");
  });

  it("gives nothing to what names a run, and little to noise", () => {
    const random = randomFrom(3);
    const lr = Array.from({ length: 30 }, () => random());
    const noise = lr.map(() => random());
    const names = lr.map((_, i) => `/runs/${i}`);
    const some = lr.map((_, i) => (i === 0 ? "a" : `/runs/${i % 15}`));
    const columns = [
      column("dir", names),
      column("noise", noise),
      column("lr", lr),
      column("some", some),
    ];
    const found = importances(
      columns,
      column(
        "y",
        lr.map((x, i) => x * x + (noise[(i * 7) % 30] ?? 0) / 20),
      ),
    );
    assert.deepEqual(
      found.naming.map(({ id }) => id),
      ["dir"],
    );
    const shares = new Map(found.parameters?.map(({ column, share }) => [column.id, share]));
    assert.ok(!shares.has("dir"));
    assert.ok((shares.get("lr") ?? 0) > 0.85, JSON.stringify([...shares]));
    assert.ok(found.explained > 0.6 && found.explained <= 1, String(found.explained));
    // What has to do with none of them is not explained.
    const other = importances(
      columns,
      column(
        "y",
        lr.map(() => random()),
      ),
    );
    assert.ok(other.explained < 0.2, String(other.explained));
  });

  it("learns nothing of too few runs, of one outcome, or of parameters that do not differ", () => {
    const lr = column("lr", [1, 2, 3, 4, 5]);
    const ask = (y: readonly number[], parameters = [lr]) =>
      importances(parameters, column("y", y));
    assert.equal(ask([1, 2, 3, 4]).parameters, null);
    assert.equal(ask([1, 2, 3, 4]).runs, 4);
    assert.equal(ask([7, 7, 7, 7, 7]).parameters, null);
    assert.deepEqual(
      ask([1, 2, 3, 4, 5]).parameters?.map(({ correlation }) => correlation),
      [1],
    );
    // It differs only in a run without the outcome.
    const constant = column("depth", [3, 3, 3, 3, 3, 9]);
    assert.equal(ask([1, 2, 3, 4, 5], [constant]).parameters, null);
    assert.equal(ask([1, 2, 3, 4, 5], [column("dir", ["a", "b", "c", "d", "e"])]).parameters, null);
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

  it("keeps zero on a logarithmic axis, and takes one only where numbers are spread like that", () => {
    const decay = valueScale([0, 1e-4, 1e-3, 1e-2]);
    assert.equal(decay.isLog, true);
    assert.equal(decay.place(0), 0);
    const between = [1e-4, 1e-3, 1e-2].map(decay.place);
    assert.ok((between[0] ?? 0) > 0.1 && between[2] === 1);
    assert.ok(Math.abs((between[0] ?? 0) + 1 - 2 * (between[1] ?? 0)) < 1e-9);
    const seeds = Array.from({ length: 300 }, (_, i) => i + 1);
    assert.equal(valueScale(seeds).isLog, false, "evenly spread");
    assert.equal(valueScale(seeds, true).isLog, true, "as the reader wants it");
    assert.equal(valueScale([1e-4, 1e-2], false).place(1e-3).toFixed(2), "0.09");
    assert.equal(valueScale([-1, 1, 1000], true).isLog, null, "no logarithm of them");
  });

  it("says numbers as people do", () => {
    const labels = (values: readonly (number | string)[]) =>
      valueScale(values).ticks.map(({ label }) => label);
    assert.deepEqual(labels([0.1 + 0.2, 0.1, 0.2]), ["0.1", "0.2", "0.3"]);
    assert.deepEqual(labels([32, 128, 64]), ["32", "64", "128"]);
    assert.deepEqual(labels([0.1 + 0.2]), ["0.3"]);
    assert.deepEqual(labels([0.1 + 0.2, "auto"]), ["0.3", "auto"]);
    assert.ok(labels([0.123456, 0.7654321]).every((label) => label.length <= 4));
    const close = valueScale(Array.from({ length: 40 }, (_, i) => `n${i}`));
    assert.ok(thinTicks(close.ticks, 0.1).length <= 11);
  });

  it("says a value of a run with what would reorder or hide it by its code", () => {
    assert.equal(shownValue("adam\u202Ew"), String.raw`adam\u202ew`);
    assert.equal(shownValue(0.25), "0.25");
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
    assert.deepEqual(parseAnalysisUi({ logs: { a: true, b: 1 } }).logs, { a: true });
    assert.equal(parseAnalysisUi({ lineColour: "rainbow" }).lineColour, null);
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
