import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { MetricsQuery, type Series } from "#core/protocol/metric.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { Scanner } from "#core/store/scan/scanner.ts";
import { PreviewRuns } from "#core/store/series/previewRuns.ts";
import { SeriesAnswers } from "#core/store/series/seriesAnswers.ts";
import { TempStore } from "#test/support/tempStore.ts";

const count = 40_000;
const valueAt = (step: number) => Math.fround(Math.sin(step / 1000) + step / 7);

describe("PreviewRuns", () => {
  let files: TempStore;
  let directory: string;
  let dir: string;

  beforeEach(() => {
    files = new TempStore();
    directory = files.writeRun();
    dir = path.relative(files.root, directory);
  });
  afterEach(() => files.dispose());

  function write(line: (step: number) => string, name = "events.jsonl", lines = count): void {
    const text = Array.from({ length: lines }, (_, i) => `${line(i + 1)}\n`);
    writeFileSync(path.join(directory, name), text.join(""));
  }

  async function query(key: string, rest: object = {}): Promise<Series> {
    const previews = new PreviewRuns(files.root, new Scanner(), Infinity);
    const answers = new SeriesAnswers({
      current: () => assert.fail("the whole run was asked for"),
      sample: () => previews.sample(dir),
      index: () => assert.fail(),
      isDamage: () => false,
      readAnew: () => assert.fail(),
      repair: () => assert.fail(),
      inOneState: (_, read) => read(),
    });
    const query = { series: [{ run: "r", key }], preview: true, ...rest };
    const [series] = await answers.query(SeriesQuery.parse(query));
    assert.ok(series);
    return series;
  }

  function record(step: number, place = `,"step":${step}`): string {
    const note = '"note":"something that makes lines longer, so that they are not all looked at"';
    return `{"ts":${1e9 + step},"type":"metrics","data":{"loss":${valueAt(step)},${note}${place}}}`;
  }

  it("shows true points from all over a large file, its ends among them", async () => {
    write((step) => record(step));
    const series = await query("loss");
    assert.equal(series.preview, true);
    assert.equal(series.x_first[0], 1);
    assert.equal(series.x_last.at(-1), count);
    assert.ok(Math.abs(series.total - count) < count / 50, `${series.total} of ${count}`);
    assert.ok(series.x_first.length > 400);
    let before = 0;
    series.x_first.forEach((step, i) => {
      assert.equal(series.first[i], valueAt(step));
      assert.equal(series.last[i], valueAt(series.x_last[i] ?? NaN));
      assert.ok(step - before < count / 100, `nothing between ${before} and ${step}`);
      before = series.x_last[i] ?? NaN;
    });
  });

  it("answers for a window, over time", async () => {
    write((step) => record(step));
    const range = { min: 1e9 + 10_000, max: 1e9 + 20_000 };
    const series = await query("loss", { x: "time", range });
    assert.ok(series.x_first.length > 100);
    assert.ok(series.x_first.every((x) => x >= range.min && x <= range.max));
  });

  it("estimates the steps of records that say none", async () => {
    write((step) => record(step, ""));
    const series = await query("loss");
    const last = series.x_last.at(-1) ?? NaN;
    assert.ok(Math.abs(last - count) < count / 50, `${last} of ${count}`);
  });

  it("lists metrics with counts for the whole file", async () => {
    write((step) => record(step));
    write((step) => record(step), "events.rank0.jsonl");
    write((step) => record(step).replace("loss", "rank1 only"), "events.rank1.jsonl");
    appendFileSync(path.join(directory, "events.jsonl"), '{"ts":1,"type":"metrics","data":{"lo');
    const list = await new PreviewRuns(files.root, new Scanner(), Infinity).listMetrics(
      dir,
      MetricsQuery.parse({}),
    );
    assert.deepEqual(
      list.map(({ key, rank, first_step, last_step }) => [key, rank, first_step, last_step]),
      [
        ["loss", null, 1, count],
        ["rank1 only", 1, 1, count],
      ],
    );
    for (const { key, count: points } of list) {
      assert.ok(Math.abs(points - count) < count / 20, `${key}: ${points} of ${count}`);
    }
  });

  it("takes small files whole", async () => {
    write((step) => record(step), "events.jsonl", 100);
    assert.equal((await query("loss")).total, 100);
  });

  it("looks at fewer places where lines are long, and at none of files without an end of a line", async () => {
    const wide = Array.from({ length: 3000 }, (_, i) => `"key ${i}":${i / 7}`).join(",");
    write(
      (step) => `{"ts":1,"type":"metrics","data":{"loss":${step},${wide},"step":${step}}}`,
      "events.jsonl",
      200,
    );
    const series = await query("loss");
    assert.equal(series.x_first[0], 1);
    assert.equal(series.x_last.at(-1), 200);
    assert.ok(series.x_first.length > 20);
    writeFileSync(path.join(directory, "events.jsonl"), "x".repeat(6 << 20));
    assert.deepEqual(
      await new PreviewRuns(files.root, new Scanner(), Infinity).listMetrics(
        dir,
        MetricsQuery.parse({}),
      ),
      [],
    );
  });

  it("finds nothing where there is no file", async () => {
    const nowhere = path.join("cv", "resnet", "runs", "nowhere");
    assert.deepEqual(
      await new PreviewRuns(files.root, new Scanner(), Infinity).listMetrics(
        nowhere,
        MetricsQuery.parse({}),
      ),
      [],
    );
  });
});
