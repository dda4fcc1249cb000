import assert from "node:assert/strict";

import type { Run } from "#core/protocol/run.ts";
import { chooseColumns } from "#webviews/compare/analysis/chosenColumns.ts";
import { type KnownRun, outcomeColumns } from "#webviews/compare/analysis/outcomeColumns.ts";
import { parameterColumns } from "#webviews/compare/analysis/parameterColumns.ts";
import type { RunMetric } from "#webviews/compare/messages.ts";

const metric = (key: string, change: Partial<RunMetric>): [string, RunMetric] => [
  key,
  {
    key,
    version: "",
    points: 2,
    last: 1,
    min: 0.5,
    max: 2,
    best: null,
    firstAt: null,
    ...change,
  },
];

const known = (
  ref: string,
  metrics: readonly [string, RunMetric][],
  more: {
    run?: Partial<Run>;
    config?: Record<string, unknown>;
    summary?: Record<string, unknown>;
  } = {},
): KnownRun => ({
  ref,
  run: {
    status: "finished",
    created_at: 0,
    started_at: 100,
    ended_at: 160,
    key_metric: null,
    ...more.run,
  } as Run,
  values: { ref, config: more.config ?? {}, summary: more.summary ?? {} },
  metrics: new Map(metrics),
});

const primary = (key: string): Partial<Run> => ({
  key_metric: { key, value: 1, aggregate: "best" },
});
const usual = { outcome: null, parameter: null, axes: null };

describe("what came out of several runs", () => {
  it("begins with the metric they care for, at its best, and says which values are", () => {
    const runs = ["a", "b"].map((ref) =>
      known(ref, [metric("train/acc", {}), metric("val/loss", { best: 0.5 })], {
        run: primary("val/loss"),
      }),
    );
    const [first] = outcomeColumns(runs);
    assert.equal(first?.label, "val/loss (best)");
    assert.equal(first.values.get("a"), 0.5);
    assert.equal(first.better, -1);
  });

  it("takes a metric of which runs say what is best before one they say nothing of", () => {
    const runs = [known("a", [metric("loss", {}), metric("reward", { best: 2 })])];
    const [first] = outcomeColumns(runs);
    assert.deepEqual([first?.label, first?.better], ["reward (best)", 1]);
  });

  it("takes what is shown beside runs, as it is shown there, where they say nothing", () => {
    const shown: Partial<Run> = { key_metric: { key: "acc", value: 1, aggregate: "last" } };
    const [first] = outcomeColumns([
      known("a", [metric("epoch", {}), metric("acc", {})], { run: shown }),
    ]);
    assert.deepEqual([first?.label, first?.better], ["acc (last)", 1]);
  });

  it("gives a run that does not say what is best the best that others say", () => {
    const runs = [
      known("a", [metric("m", { best: 2 })], { run: primary("m") }),
      known("b", [metric("m", { max: 7 })]),
    ];
    assert.deepEqual(
      [...(outcomeColumns(runs)[0]?.values ?? [])],
      [
        ["a", 2],
        ["b", 7],
      ],
    );
  });

  it("knows why a run has no finite value", () => {
    const runs = [
      known("a", [metric("loss", {})], { summary: { score: 3 } }),
      known("b", [metric("loss", { last: "NaN", min: null, max: null })], {
        summary: { score: "NaN" },
      }),
      known("c", [metric("loss", { last: "Infinity" })], { summary: { score: "good" } }),
      known("d", [], { run: { status: "running", ended_at: null } }),
    ];
    const found = new Map(outcomeColumns(runs).map((column) => [column.label, column]));
    const reasons = (label: string) => Object.fromEntries(found.get(label)?.reasons ?? []);
    assert.deepEqual(reasons("loss (last)"), { b: "NaN", c: "∞" });
    assert.deepEqual(reasons("loss (min)"), { b: "NaN" });
    assert.deepEqual(reasons("score (summary)"), { b: "NaN", c: "not a number" });
    assert.deepEqual(reasons("Duration (s)"), { d: "still running" });
    assert.equal(found.get("Duration (s)")?.values.get("a"), 60);
  });

  it("tells how long runs took in a unit that suits the longest", () => {
    const took = (seconds: number) =>
      known(`${seconds}`, [], { run: { started_at: 0, ended_at: seconds } });
    const label = (...all: number[]) => outcomeColumns(all.map(took)).at(-1)?.label;
    assert.equal(label(10, 90), "Duration (s)");
    assert.equal(label(10, 900), "Duration (min)");
    assert.equal(label(10, 90_000), "Duration (h)");
  });

  it("offers numbers of the configuration as outcomes, and results as axes", () => {
    const runs = [1, 2, 3, 4, 5].map((i) =>
      known(`r${i}`, [metric("loss", {})], {
        config: { lr: i / 10, dir: `/runs/${i}` },
        summary: { score: i },
      }),
    );
    const columns = chooseColumns(parameterColumns(runs), outcomeColumns(runs), usual);
    const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id);
    assert.ok(ids(columns.outcomes).includes("config.lr"));
    assert.ok(!ids(columns.outcomes).includes("config.dir"));
    assert.ok(ids(columns.across).includes("summary.score"));
    assert.deepEqual(ids(columns.axes), ["config.lr", "metrics.loss.last"], "no name of a folder");
    assert.equal(columns.x?.id, "config.lr");
    const chosen = { outcome: "summary.score", parameter: "run.duration", axes: ["config.dir"] };
    const other = chooseColumns(parameterColumns(runs), outcomeColumns(runs), chosen);
    assert.deepEqual(ids(other.axes), ["config.dir", "summary.score"]);
    assert.equal(other.x?.id, "run.duration");
  });
});
