import assert from "node:assert/strict";

import { toCurve } from "#webviews/shared/charts/data/chartData.ts";
import { groupLines } from "#webviews/shared/charts/data/groupLines.ts";
import { commonStages, stageAt, stageMarks } from "#webviews/shared/charts/data/stageMarks.ts";
import type { ChartView } from "#webviews/shared/charts/plot/chartView.ts";
import { describeStages, stageTold } from "#webviews/shared/charts/plot/describeStages.ts";
import type { DrawnLine } from "#webviews/shared/charts/plot/drawnLine.ts";
import { drawnStages, placeStages } from "#webviews/shared/charts/plot/drawnStages.ts";
import { chartCsv } from "#webviews/shared/charts/save/chartCsv.ts";
import { chartSvg } from "#webviews/shared/charts/save/chartSvg.ts";

import { bucketed } from "./series.ts";

const lineOf = (run: string, stages: DrawnLine["stages"]): DrawnLine => {
  const options = { isSmoothed: false, logX: false, logY: false };
  const colours = { line: `#${run}`, rawLine: "", band: "", bandEdge: "", nonFinite: "" };
  const curve = toCurve(bucketed([1], [2], [3]), options);
  const look = { label: run, colours, dash: [] };
  return { id: run, run, metric: "loss", curve, look, best: null, stages };
};
const train = { x: 5, name: "train" };
const warmup = { x: 0, name: "warmup" };

describe("stages on charts", () => {
  it("lie where their axis says; on one of a metric's values they have no place", () => {
    const stages = [{ name: "train", step: 100, time: 1000 }];
    const at = (axis: string, firstAt: number | null = 940) =>
      stageMarks(stages, axis, { firstAt, clockOffset: 30 })[0]?.x;
    assert.equal(at("step"), 100);
    assert.equal(at("time"), 970);
    assert.equal(at("relative"), 60);
    assert.equal(at("relative", null), undefined);
    assert.equal(at("epoch"), undefined);
  });

  it("are named once where all runs have them, in a run's colour where few do, and only those of the run that stands out among many", () => {
    const own = { x: 7, name: "eval" };
    const runs = (n: number) =>
      Array.from({ length: n }, (_, i) => lineOf(String(i), i === 0 ? [train, own] : [train]));
    const window = { min: 0, max: 20 };
    const shown = (lines: DrawnLine[], standOut: string[] | null = null) =>
      drawnStages(lines, window, standOut && new Set(standOut)).map(({ name, colour }) => [
        name,
        colour,
      ]);
    assert.deepEqual(shown(runs(1)), [
      ["train", null],
      ["eval", null],
    ]);
    assert.deepEqual(shown(runs(3)), [
      ["train", null],
      ["eval", "#0"],
    ]);
    assert.deepEqual(shown(runs(9)), [["train", null]]);
    assert.deepEqual(shown(runs(9), ["0"]), [
      ["train", null],
      ["eval", "#0"],
    ]);
    assert.deepEqual(shown(runs(9), ["1"]), [["train", null]]);
  });

  it("that began before the stretch shown are named at its edge, and what there is no room for is left out", () => {
    const line = lineOf("0", [warmup, train, ...[8, 8.01, 9].map((x) => ({ x, name: "e" }))]);
    const stages = drawnStages([line], { min: 2, max: 10 }, null);
    assert.deepEqual(
      stages.map(({ x, name, isEarlier }) => [x, name, isEarlier]),
      [
        [2, "warmup", true],
        [5, "train", false],
        [8, "e", false],
        [8.01, "e", false],
        [9, "e", false],
      ],
    );
    const placed = placeStages(stages, (x) => (x - 2) * 20, { left: 0, right: 160 });
    assert.deepEqual(
      placed.map(({ stage, name }) => [stage.x, name]),
      [
        [2, "right"],
        [5, "right"],
        [8, "right"],
        [9, "right"],
      ],
    );
  });

  it("that a run goes back and forth between are marked where each begins first, and all of them from near", () => {
    const marks = Array.from({ length: 200 }, (_, i) => ({
      x: i,
      name: i % 2 === 0 ? "train" : "",
    }));
    const line = lineOf("0", [...marks, { x: 200, name: "test" }]);
    const shown = (min: number, max: number) =>
      drawnStages([line], { min, max }, null).map(({ x, name }) => `${name}@${x}`);
    assert.deepEqual(shown(0, 300), ["train@0", "test@200"]);
    assert.deepEqual(shown(101, 104), ["train@102", "train@104"]);
    assert.deepEqual(shown(102.5, 103), ["train@102.5"]);
    assert.equal(
      describeStages([line], "step"),
      "Stages: train from Step 0, test from Step 200, 99 more",
    );
    assert.equal(stageAt(line.stages, 3), null);
  });

  it("are told at a place, to those who do not see them, and in saved files, as text only", () => {
    const lines = [lineOf("1", [warmup, { ...train, name: "tr<ain" }])];
    assert.equal(stageAt([warmup, train], 4.9), "warmup");
    assert.deepEqual(stageTold(lines, 6), [{ name: "Stage", value: "tr<ain" }]);
    assert.deepEqual(stageTold([lineOf("2", [])], 6), []);
    assert.equal(describeStages(lines, "step"), "Stages: warmup from Step 0, tr<ain from Step 5");
    const window = { min: 0, max: 20 };
    const view = {
      lines,
      axis: "step",
      axisTitle: "a <b> c",
      window,
      range: { min: 0, max: 4 },
      logX: false,
      logY: false,
      colours: { grid: "#1", text: "#2", background: "#3" },
      standOut: null,
      stages: drawnStages(lines, window, null),
      outside: [],
    } as unknown as ChartView;
    const svg = chartSvg(view, "loss", { width: 720, height: 420 });
    assert.match(svg, />warmup<\/text>/);
    assert.match(svg, />tr&#60;ain<\/text>/);
    assert.match(svg, />a &#60;b&#62; c<\/text>/);
    assert.match(svg, /stroke-dasharray="3 3"/);
    const [head, , row] = chartCsv(view).split("\r\n");
    assert.match(head ?? "", /,stage$/);
    assert.match(row ?? "", /"tr<ain"$/);
  });

  it("of a group are those all its runs have", () => {
    const member = (run: string, stages: DrawnLine["stages"]) => ({
      series: { ...bucketed([1], [2]), run },
      values: ["a"],
      stages,
    });
    const members = [member("1", [warmup, train]), member("2", [train])];
    const [line] = groupLines(members, { center: "mean", band: "none" }, undefined);
    assert.deepEqual(line?.stages, [train]);
    assert.deepEqual(commonStages([]), []);
  });
});
