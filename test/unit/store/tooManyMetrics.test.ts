import assert from "node:assert/strict";

import { problemsOf } from "#core/store/ingest/eventSource.ts";
import { RecordSink } from "#core/store/ingest/recordSink.ts";
import { maxMetrics } from "#core/store/series/runSeries.ts";
import { SeriesIndex } from "#core/store/series/seriesIndex.ts";

describe("a run with more metrics than are listed", () => {
  it("has the first of them in full, and says how much of the others is in its file only", () => {
    const index = new SeriesIndex(undefined);
    const file = { name: "events.jsonl", source: "events", rank: null } as const;
    const source = index.load("run", file);
    const sink = new RecordSink(source);
    const log = (data: object) =>
      sink.line(Buffer.from(JSON.stringify({ ts: 1, type: "metrics", data })));
    const many = Array.from({ length: maxMetrics - 1 }, (_, i) => [`m${i}`, i] as const);
    log(Object.fromEntries(many));
    for (let step = 1; step <= 3; step++) log({ one: step, over: step, more: step });
    const layout = {
      keys: ["more", "m1", "over"],
      step: undefined,
      time: undefined,
      stage: "",
    };
    const column = Float64Array.of(7, 8);
    sink.rows(layout, 2, [column, column, column]);

    const { series, state } = source;
    assert.equal(series.count, maxMetrics);
    assert.deepEqual([series.get("one")?.values.length, series.get("m1")?.values.length], [3, 3]);
    assert.equal(series.get("m1")?.axis.length, 3);
    assert.equal(series.get("over"), undefined);
    assert.deepEqual([state.records, state.leftOut], [6, 10]);
    const [problem] = problemsOf(source, true);
    assert.equal(problem?.kind, "too_many_metrics");
    assert.match(problem.message, /more than 20,000 metrics; 10 points of the others/);
    index.file.close();
  });
});
