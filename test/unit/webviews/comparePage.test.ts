import assert from "node:assert/strict";

import * as fc from "fast-check";

import type { Run } from "#core/protocol/run.ts";
import { type ComparedRun, FromPage } from "#webviews/compare/messages.ts";
import { groupChoices, groupLabel, groupValues } from "#webviews/compare/runGrouping.ts";
import { isToPage } from "#webviews/compare/toPage.ts";
import { parseCompareUi } from "#webviews/compare/uiState.ts";
import { diffRows } from "#webviews/compare/values/diffRows.ts";
import { toCurve } from "#webviews/shared/charts/data/chartData.ts";
import { describeLines } from "#webviews/shared/charts/plot/describeLines.ts";
import type { DrawnLine } from "#webviews/shared/charts/plot/drawnLine.ts";
import { flatten } from "#webviews/shared/flatten.ts";
import { comparedRuns } from "#webviews/viewer/comparedRuns.ts";

import { bucketed } from "./series.ts";

const compared = (change: Partial<Run> = {}): ComparedRun => ({
  ref: "a:r",
  source: "a",
  id: "r",
  host: "ada@gpu",
  connection: "live",
  error: null,
  clockOffset: 0,
  events: 0,
  run: { project: "cv", name: "resnet", tags: ["x", "y"], hostname: "gpu-1", ...change } as Run,
});

describe("compare page", () => {
  it("lists in what the configurations differ", () => {
    const rows = diffRows(
      [
        { lr: 0.1, model: { depth: 3 }, seed: 1 },
        { lr: 0.1, model: { depth: 5 } },
      ].map((config) => flatten(config)),
    );
    assert.deepEqual(rows, [
      { path: "lr", values: ["0.1", "0.1"], isSame: true },
      { path: "model.depth", values: ["3", "5"], isSame: false },
      { path: "seed", values: ["1", null], isSame: false },
    ]);
  });

  it("groups by machine, by tag and by what of the configuration differs", () => {
    const values = (config: object) => ({ ref: "", config: { ...config }, summary: {} });
    const all = [values({ lr: 0.1, seed: 1, same: 2 }), values({ lr: 0.2, seed: 1, same: 2 })];
    const choices = Object.keys(groupChoices(all));
    assert.ok(choices.includes("host") && choices.includes("config.lr"));
    assert.ok(!choices.includes("config.same"));
    const of = (by: string) => groupValues(by, compared(), all[0], 0);
    assert.deepEqual(of("host"), ["ada@gpu"]);
    assert.deepEqual(of("tag"), ["x", "y"]);
    assert.deepEqual(of("config.lr"), [0.1]);
    assert.deepEqual(of("config.none"), []);
    assert.deepEqual(of("nonsense"), []);
    assert.equal(groupLabel([0.1, null]), "0.1, none");
  });

  it("tells of the lines near the pointer, the highest first, and which is nearest", () => {
    const lines = [[1], [5], [3], [NaN]].map((values, i): DrawnLine => {
      const curve = toCurve(bucketed(values, values), {
        isSmoothed: false,
        logX: false,
        logY: false,
      });
      const hues = { line: `#${i}`, rawLine: "", band: "", bandEdge: "", nonFinite: "" };
      const look = { label: `run ${i}`, colours: hues, dash: [] };
      return { id: String(i), run: String(i), metric: "k", curve, look, best: null, stages: [] };
    });
    const told = describeLines(lines, 9, "step", (y) => Math.abs(y - 2.9));
    assert.equal(told?.x, 10);
    assert.equal(told.near, "2");
    assert.deepEqual(
      told.lines.map(({ name, value, isNearest }) => [name, value, isNearest]),
      [
        ["run 1", "5", false],
        ["run 2", "3", true],
        ["run 0", "1", false],
        ["run 3", "NaN", false],
      ],
    );
    const many = Array.from({ length: 40 }, () => lines).flat();
    const crowd = describeLines(many, 0, "step", () => 0);
    assert.equal(crowd?.lines.length, 13);
    assert.equal(crowd.lines.at(-1)?.name, "148 more");
  });

  it("reads any kept state as one it can show", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const ui = parseCompareUi(raw);
        assert.deepEqual(parseCompareUi(JSON.parse(JSON.stringify(ui))), ui);
      }),
    );
    assert.equal(parseCompareUi({ band: "constructor" }).band, "minmax");
    assert.deepEqual(parseCompareUi({ slots: { a: 1, b: -1, c: "2" } }).slots, { a: 1 });
  });

  it("takes no message that is not one, from either side", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const message = FromPage.safeParse(raw).data;
        assert.ok(message === undefined || typeof message.type === "string");
        assert.equal(typeof isToPage(raw), "boolean");
      }),
      { numRuns: 2000 },
    );
    assert.ok(!isToPage({ type: "state", state: { runs: {} } }));
    assert.ok(!isToPage({ type: "series", source: "a", request: 1.5, series: null }));
  });

  it("reads the runs of an address", () => {
    assert.deepEqual(comparedRuns("?runs=a,b,,a&runs=c"), ["a", "b", "c"]);
    assert.deepEqual(comparedRuns(""), []);
  });
});
