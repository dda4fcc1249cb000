import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import type { GroupStyle } from "#webviews/shared/charts/data/groupLines.ts";
import { type LineRun, RunLines } from "#webviews/shared/charts/data/runLines.ts";

import { bucketed } from "./series.ts";

const whole = { x: "step", range: null, points: 400, preview: false } as const;

interface Sent {
  readonly source: string;
  readonly request: number;
  readonly query: SeriesQuery;
}

/** Lines of runs whose sources answer by hand. */
class Chart {
  runs: LineRun[];
  style: GroupStyle | null = null;
  readonly sent: Sent[] = [];
  readonly late: string[] = [];
  readonly lines = new RunLines({
    post: (source, request, query) => this.sent.push({ source, request, query }),
    runsOf: () => this.runs,
    grouping: () => this.style,
    onLate: (key) => this.late.push(key),
  });

  constructor(...runs: LineRun[]) {
    this.runs = runs;
  }

  /** Answers all that was asked of a source: single points of these values, from step 0 on by tens. */
  answer(source: string, values: Record<string, readonly number[]>, more: object = {}): void {
    for (const { request, query } of this.take(source)) {
      const series = query.series.map(({ run, key }) => {
        const points = (values[run] ?? []).map((value) => [value]);
        return { ...bucketed(...points), run, key, ...more };
      });
      this.lines.receive(source, { request, series, error: null });
    }
  }

  fail(source: string, error: string): void {
    for (const { request } of this.take(source)) {
      this.lines.receive(source, { request, series: null, error });
    }
  }

  take(source: string): Sent[] {
    const taken = this.sent.filter((sent) => sent.source === source);
    for (const one of taken) this.sent.splice(this.sent.indexOf(one), 1);
    return taken;
  }
}

const runOf = (source: string, run: string, change: Partial<LineRun> = {}): LineRun => ({
  source,
  run,
  ref: `${source}:${run}`,
  isLost: false,
  values: [],
  stages: [],
  version: "1",
  points: 0,
  ...change,
});

describe("lines of several runs", () => {
  const drawn = async (lines: Promise<readonly { id: string; series: { mean: Float64Array } }[]>) =>
    (await lines).map(({ id, series }) => [id, [...series.mean]]);

  it("are waited for as long as there are none: a chart without any says that no run is shown", async () => {
    const chart = new Chart(runOf("a", "r"), runOf("b", "r"));
    let isThere = false;
    const asked = drawn(chart.lines.ask("loss", whole)).finally(() => (isThere = true));
    await sleep(700);
    assert.equal(isThere, false);
    chart.answer("b", { r: [2] });
    assert.deepEqual(await asked, [["b:r", [2]]]);
    const failing = chart.lines.ask("accuracy", whole);
    await sleep(700);
    chart.fail("a", "It is gone.");
    chart.fail("b", "It is gone, too.");
    await assert.rejects(failing, /It is gone/);
  });

  it("come from the source of each, which is asked once", async () => {
    const chart = new Chart(runOf("a", "r"), runOf("b", "r"), runOf("a", "s"));
    const asked = drawn(chart.lines.ask("loss", whole));
    await sleep(0);
    assert.deepEqual(
      chart.sent.map(({ source, query }) => [source, query.series.map(({ run }) => run)]),
      [
        ["a", ["r", "s"]],
        ["b", ["r"]],
      ],
    );
    chart.answer("a", { r: [1], s: [3] });
    chart.answer("b", { r: [2] });
    assert.deepEqual(await asked, [
      ["a:r", [1]],
      ["b:r", [2]],
      ["a:s", [3]],
    ]);
  });

  it("are asked for again only where there are new points or another stretch is wanted", async () => {
    const chart = new Chart(runOf("a", "r"), runOf("b", "r"));
    const first = chart.lines.ask("loss", whole);
    await sleep(0);
    chart.answer("a", { r: [1] });
    chart.answer("b", { r: [2] });
    await first;
    await chart.lines.ask("loss", whole);
    assert.equal(chart.sent.length, 0);
    chart.runs = [runOf("a", "r"), runOf("b", "r", { version: "2" })];
    const second = drawn(chart.lines.ask("loss", whole));
    await sleep(0);
    assert.deepEqual(
      chart.sent.map(({ source }) => source),
      ["b"],
    );
    chart.answer("b", { r: [2, 5] });
    assert.deepEqual(await second, [
      ["a:r", [1]],
      ["b:r", [2, 5]],
    ]);
    void chart.lines.ask("loss", { ...whole, range: { min: 3 } });
    await sleep(0);
    assert.equal(chart.sent.length, 2);
  });

  it("stay while their source is away, and go on after it: nothing missing, nothing twice", async () => {
    const chart = new Chart(runOf("a", "r"));
    const first = chart.lines.ask("loss", whole);
    await sleep(0);
    chart.answer("a", { r: [1, 2] });
    await first;
    chart.runs = [runOf("a", "r", { isLost: true, version: "2" })];
    assert.deepEqual(await drawn(chart.lines.ask("loss", whole)), [["a:r", [1, 2]]]);
    const zoomed = chart.lines.ask("loss", { ...whole, range: { min: 5 } });
    assert.deepEqual(await drawn(zoomed), [["a:r", [1, 2]]]);
    assert.equal(chart.sent.length, 0);
    chart.runs = [runOf("a", "r", { version: "2" })];
    const back = drawn(chart.lines.ask("loss", whole));
    await sleep(0);
    chart.answer("a", { r: [1, 2, 3, 4] });
    assert.deepEqual(await back, [["a:r", [1, 2, 3, 4]]]);
  });

  it("do not wait for a source that says nothing", async () => {
    const chart = new Chart(runOf("a", "r"), runOf("slow", "r"));
    const first = drawn(chart.lines.ask("loss", whole));
    await sleep(0);
    chart.answer("a", { r: [1] });
    assert.deepEqual(await first, [["a:r", [1]]]);
    // Asked again meanwhile, it is not bothered again.
    const second = drawn(chart.lines.ask("loss", whole));
    await sleep(0);
    assert.equal(chart.sent.length, 1);
    chart.answer("slow", { r: [7] });
    assert.deepEqual(await second, [
      ["a:r", [1]],
      ["slow:r", [7]],
    ]);
    await sleep(0);
    assert.ok(chart.late.includes("loss"));
  });

  it("leave out what cannot be read, and fail only where that is all", async () => {
    const chart = new Chart(runOf("a", "r"), runOf("b", "r"));
    const first = drawn(chart.lines.ask("loss", whole));
    await sleep(0);
    chart.answer("a", { r: [1] });
    chart.fail("b", "The viewer does not answer.");
    assert.deepEqual(await first, [["a:r", [1]]]);
    chart.runs = [runOf("b", "r")];
    const second = chart.lines.ask("loss", whole);
    await sleep(0);
    chart.fail("b", "The viewer does not answer.");
    await assert.rejects(second, { message: "The viewer does not answer." });
  });

  it("are drawn from a sample until all is read, and a sample of a lost run is its last word", async () => {
    const chart = new Chart(runOf("a", "r"));
    const first = chart.lines.ask("loss", { ...whole, preview: true });
    await sleep(0);
    assert.equal(chart.sent[0]?.query.preview, true);
    chart.answer("a", { r: [1] }, { preview: true });
    assert.equal((await first)[0]?.series.preview, true);
    chart.runs = [runOf("a", "r", { isLost: true })];
    assert.equal((await chart.lines.ask("loss", whole))[0]?.series.preview, undefined);
    chart.runs = [runOf("a", "r")];
    const exact = chart.lines.ask("loss", whole);
    await sleep(0);
    assert.deepEqual(
      chart.sent.map(({ query }) => query.preview),
      [undefined],
    );
    chart.answer("a", { r: [1, 2] });
    assert.deepEqual([...((await exact)[0]?.series.mean ?? [])], [1, 2]);
  });

  it("are put together over sources, as the server does within one", async () => {
    const runs = [runOf("a", "r"), runOf("b", "r"), runOf("b", "s")];
    const chart = new Chart(...runs.map((run, i) => ({ ...run, values: [i === 2 ? "y" : "x"] })));
    chart.style = { center: "mean", band: "minmax" };
    const asked = chart.lines.ask("loss", whole);
    await sleep(0);
    chart.answer("a", { r: [1, 3] });
    chart.answer("b", { r: [3, 5], s: [10, 10] });
    const [x, y] = await asked;
    assert.deepEqual([...(x?.series.mean ?? [])], [2, 4]);
    assert.deepEqual([...(x?.series.min ?? [])], [1, 3]);
    assert.deepEqual([...(x?.series.max ?? [])], [3, 5]);
    assert.deepEqual([...(y?.series.mean ?? [])], [10, 10]);
    // Another style, the same points.
    chart.style = { center: "median", band: "none" };
    assert.equal((await chart.lines.ask("loss", whole)).length, 2);
    assert.equal(chart.sent.length, 0);
  });

  it("are asked for in cells of one width where they do not lie on the same places", async () => {
    const chart = new Chart(runOf("a", "r"), runOf("b", "r"));
    chart.style = { center: "mean", band: "std" };
    const asked = chart.lines.ask("loss", whole);
    await sleep(0);
    chart.answer("a", { r: [1, 1, 1, 1] }, { x_first: Float64Array.of(0, 7, 14, 21) });
    chart.answer("b", { r: [3, 3] }, { x_first: Float64Array.of(3, 13) });
    await sleep(0);
    const cells = chart.sent.map(({ query }) => query.cell);
    assert.equal(cells.length, 2);
    assert.ok(cells[0] !== undefined && cells[0] > 0);
    assert.equal(cells[0], cells[1]);
    chart.answer("a", { r: [1, 1] });
    chart.answer("b", { r: [3, 3] });
    const [group] = await asked;
    assert.deepEqual([...(group?.series.count ?? [])], [2, 2]);
    assert.deepEqual([...(group?.series.mean ?? [])], [2, 2]);
  });

  it("grow by points that come, without being asked for again, until points are missing", async () => {
    const chart = new Chart(runOf("a", "r", { points: 2 }));
    const asked = drawn(chart.lines.ask("loss", whole));
    await sleep(0);
    chart.answer("a", { r: [1, 2] });
    assert.deepEqual(await asked, [["a:r", [1, 2]]]);
    const points = (first: number, ...values: number[]) => ({
      first,
      steps: values.map((_, i) => (first + i) * 10),
      times: values.map((_, i) => first + i),
      ahead: 0,
      series: [{ key: "loss", values }],
    });
    chart.lines.append("a:r", points(1, 2, 3));
    chart.lines.append("a:r", points(3, NaN));
    chart.runs = [runOf("a", "r", { version: "2", points: 3 })];
    const [line] = await chart.lines.ask("loss", whole);
    assert.deepEqual([...(line?.series.mean ?? [])], [1, 2, 3, NaN]);
    assert.deepEqual([...(line?.series.nan ?? [])], [0, 0, 0, 1]);
    assert.equal(chart.sent.length, 0);
    chart.lines.append("a:r", points(7, 8));
    const again = drawn(chart.lines.ask("loss", whole));
    await sleep(0);
    chart.answer("a", { r: [1, 2, 3, 4, 5, 6, 7, 8] });
    assert.deepEqual(await again, [["a:r", [1, 2, 3, 4, 5, 6, 7, 8]]]);
  });

  it("serve a window that moves along with the newest point, but not a much smaller one", async () => {
    const chart = new Chart(runOf("a", "r"));
    const from = (min: number) => ({ ...whole, range: { min } });
    const asked = chart.lines.ask("loss", from(0));
    await sleep(0);
    chart.answer("a", { r: Array.from({ length: 101 }, (_, i) => i) });
    await asked;
    await chart.lines.ask("loss", from(200));
    assert.equal(chart.sent.length, 0);
    void chart.lines.ask("loss", from(600));
    await sleep(0);
    assert.equal(chart.sent.length, 1);
    void chart.lines.ask("loss", { ...whole, range: { min: 0, max: 500 } });
    await sleep(0);
    assert.equal(chart.sent.length, 2);
  });
});
