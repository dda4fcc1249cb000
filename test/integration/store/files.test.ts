import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { EventsQuery } from "#core/protocol/event.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import { PointsQuery } from "#core/protocol/point.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { Store } from "#core/store/store.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const record = (step: number, data: object) =>
  `${JSON.stringify({ ts: step, type: "metrics", data: { ...data, global_step: step, time: step } })}\n`;
const alert = (text: string) => `${JSON.stringify({ ts: 1, type: "alert", data: { text } })}\n`;
const sample = (ts: number, data: object) => `${JSON.stringify({ ts, data })}\n`;

describe("a run of several files", () => {
  let temp: TempStore;
  let directory: string;
  let store: Store | undefined;
  beforeEach(() => {
    temp = new TempStore();
    directory = temp.writeRun({ id: "run" });
    rmSync(path.join(directory, "events.jsonl"));
    write("events.rank1.jsonl", record(1, { loss: 11, only: 5 }), alert("one"), alert("two"));
    write("events.rank0.jsonl", record(1, { loss: 1 }), record(2, { loss: 2 }), alert("zero"));
    write(
      "system.jsonl",
      sample(100, { cpu_pct: 50 }),
      sample(105, { cpu_pct: 70, gpu0_temp_c: 60 }),
    );
  });
  afterEach(() => {
    store?.dispose();
    store = undefined;
    temp.dispose();
  });

  const write = (name: string, ...lines: string[]) =>
    appendFileSync(path.join(directory, name), lines.join(""));
  async function open(): Promise<Store> {
    const opened = (store = await Store.open({ root: temp.root }));
    await until(() => opened.counts().pending === 0);
    return opened;
  }
  const lasts = async (store: Store, query = {}) =>
    (await store.listMetrics("run", query)).map(({ key, rank, last }) => [key, rank, last]);
  const query = async (store: Store, ref: object) => {
    const series = [{ run: "run", ...ref }];
    const [answer] = await store.querySeries(SeriesQuery.parse({ series }));
    return { x: [...(answer?.x_first ?? [])], y: [...(answer?.first ?? [])] };
  };

  it("has each rank's metrics; one without a rank is the lowest rank's that has it", async () => {
    const store = await open();
    assert.deepEqual(await lasts(store), [
      ["loss", 0, 2],
      ["only", 1, 5],
    ]);
    assert.deepEqual(await lasts(store, { ranks: "all" }), [
      ["loss", 0, 2],
      ["loss", 1, 11],
      ["only", 1, 5],
    ]);
    assert.deepEqual(await query(store, { key: "loss" }), { x: [1, 2], y: [1, 2] });
    assert.deepEqual(await query(store, { key: "loss", rank: 1 }), { x: [1], y: [11] });
    await assert.rejects(query(store, { key: "only", rank: 0 }), { code: "metric_not_found" });
    const run = store.getRun("run");
    assert.deepEqual([run.metric_count, run.key_metric?.value], [2, 2]);
    assert.equal(run.indexed_bytes, run.total_bytes);
    write("events.jsonl", record(7, { loss: 70 }));
    assert.deepEqual(await query(store, { key: "loss" }), { x: [7], y: [70] });
    assert.deepEqual(await lasts(store), [
      ["loss", null, 70],
      ["only", 1, 5],
    ]);
  });

  it("tells of a log that only a rank has, while it is written", async () => {
    rmSync(path.join(directory, "logs.txt"));
    write("logs.rank1.txt", "one\n");
    const store = await open();
    const sizes: number[] = [];
    store.onEvent((event) => {
      if (event.type === "log_appended") sizes.push(event.size);
    });
    write("logs.rank1.txt", "two\n");
    await until(() => sizes.at(-1) === 8);
  });

  it("is of another generation when a longer file comes in its place, however that comes", async () => {
    write("events.jsonl", record(1, { loss: 1 }), record(2, { loss: 2 }));
    let opened = await open();
    const page = async () =>
      opened
        .readPoints("run", PointsQuery.parse({ key: "loss", from: 0 }))
        .then(({ generation, values }) => ({ generation, values }));
    const first = await page();
    write("events.jsonl", record(3, { loss: 3 }));
    assert.deepEqual(await page(), { generation: first.generation, values: [1, 2, 3] });
    opened.dispose();
    opened = await open();
    assert.equal((await page()).generation, first.generation);
    const known = new Set([first.generation]);
    const file = path.join(directory, "events.jsonl");
    const [one, other] = [record(1, { loss: 1 }), record(2, { loss: 20 })];
    for (const lines of [
      // From another first line, and then cut off after the first one, which stays.
      [record(1, { loss: 10 }), other, record(3, { loss: 30 }), record(4, { loss: 40 })],
      [record(1, { loss: 10 }), record(2, { loss: 5 }), one, one, one],
    ]) {
      writeFileSync(file, lines.join(""));
      const { generation, values } = await page();
      assert.equal(values.length, lines.length);
      assert.ok(generation !== undefined && !known.has(generation));
      known.add(generation);
    }
  });

  it("is exported, and answered as a table, by what its lowest rank wrote", async () => {
    const store = await open();
    const { metrics, records } = await store.exportData("run");
    assert.deepEqual(
      metrics.map(({ key }) => key),
      ["loss"],
    );
    const losses: (number | undefined)[] = [];
    for await (const { values } of records()) losses.push(values.get("loss"));
    assert.deepEqual(losses, [1, 2]);
    assert.equal((await store.readMetricRows("run")).records, 2);
  });

  it("has the machine's samples as series of their own, numbered from 1", async () => {
    const store = await open();
    assert.deepEqual(await lasts(store, { source: "system" }), [
      ["cpu_pct", null, 70],
      ["gpu0_temp_c", null, 60],
    ]);
    const cpu = { key: "cpu_pct", source: "system" };
    assert.deepEqual(await query(store, cpu), { x: [1, 2], y: [50, 70] });
    const series = [{ run: "run", key: "cpu_pct", source: "system" }];
    const [byTime] = await store.querySeries(SeriesQuery.parse({ series, x: "time" }));
    assert.deepEqual([...(byTime?.x_first ?? [])], [100, 105]);
    await assert.rejects(query(store, { key: "cpu_pct" }), { code: "metric_not_found" });
  });

  it("pages through all files' typed events, each with its rank", async () => {
    const store = await open();
    const seen = [];
    for (let after: number | null = 0; after !== null;) {
      const page = await store.listEvents("run", EventsQuery.parse({ after, limit: 1 }));
      seen.push(...page.events.map(({ rank, data }) => [rank, data["text"]]));
      after = page.next;
    }
    assert.deepEqual(seen, [
      [0, "zero"],
      [1, "one"],
      [1, "two"],
    ]);
    const [alerts] = await store.listEventKeys("run", ["alert"]);
    assert.equal(alerts?.count, 3);
  });

  it("tells live which file new points are in, and of the run's own numbers only", async () => {
    const store = await open();
    const status = path.join(directory, "status.json");
    writeFileSync(status, JSON.stringify({ status: "running" }));
    const meta = { id: "run", pid: process.pid };
    writeFileSync(path.join(directory, "meta.json"), JSON.stringify(meta));
    const events: StoreEvent[] = [];
    store.onEvent((event) => events.push(event));
    await until(() => store.getRun("run").status === "running");
    const appended = (source: string, rank: number | null) =>
      until(() =>
        events.find(
          (event) =>
            event.type === "points_appended" && event.source === source && event.rank === rank,
        ),
      );
    write("events.rank1.jsonl", record(3, { loss: 13, only: 6 }));
    const ofRank = await appended("events", 1);
    assert.ok(ofRank.type === "points_appended");
    assert.deepEqual(ofRank.last, { only: { step: 3, value: 6 } });
    assert.deepEqual(ofRank.points.flatMap(({ series }) => series.map(({ key }) => key)).sort(), [
      "loss",
      "only",
    ]);
    write("system.jsonl", sample(110, { cpu_pct: 90 }));
    const ofSystem = await appended("system", null);
    assert.ok(ofSystem.type === "points_appended");
    assert.deepEqual(ofSystem.last, {});
  });

  it("forgets a file that is gone, and names the one that has garbage", async () => {
    write("events.rank1.jsonl", "garbage\n");
    write("system.jsonl", "[]\n");
    const store = await open();
    assert.deepEqual(
      store.getRun("run").problems.map(({ file, kind, line }) => [file, kind, line]),
      [
        ["events.rank1.jsonl", "garbage_line", 4],
        ["system.jsonl", "garbage_line", 3],
      ],
    );
    rmSync(path.join(directory, "events.rank1.jsonl"));
    assert.deepEqual(await lasts(store, { ranks: "all" }), [["loss", 0, 2]]);
    store.dispose();
    const again = await open();
    assert.deepEqual(await lasts(again, { ranks: "all" }), [["loss", 0, 2]]);
    assert.equal(again.getRun("run").metric_count, 1);
    for await (const { verdict } of again.verifyIndex()) assert.equal(verdict, "same");
  });
});
