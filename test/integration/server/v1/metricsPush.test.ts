import assert from "node:assert/strict";
import { once } from "node:events";
import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { WebSocket } from "ws";

import { V1MetricsFrame } from "#core/protocol/v1.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { appendPoints } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const id = "20260101_120000_aaaaaa";

describe("V1: metrics pushed at /api/metrics/{id}", () => {
  let viewer: Viewer;
  let directory = "";
  const frames: V1MetricsFrame[] = [];
  let socket: WebSocket;

  beforeEach(async () => {
    frames.length = 0;
    const running = { status: "running", started_at: Date.now() / 1000 };
    viewer = await startViewer({
      prepare(files) {
        const meta = { pid: process.pid, created_at: Date.now() / 1000 };
        directory = files.writeRun({ id, status: running, meta, points: [{ loss: 3 }] });
      },
    });
    const headers = { authorization: `Bearer ${viewer.server.token}` };
    socket = new WebSocket(`ws://127.0.0.1:${viewer.port}/api/metrics/${id}`, { headers });
    socket.on("message", (data) =>
      frames.push(V1MetricsFrame.parse(JSON.parse((data as Buffer).toString()))),
    );
    await until(() => frames.length === 1);
  });
  afterEach(async () => {
    socket.terminate();
    await viewer.dispose();
  });

  const steps = () =>
    frames.flatMap(({ type, rows }) =>
      type === "rows" ? rows.map((row) => [row["global_step"], row["loss"]]) : [],
    );

  it("the table so far is what the same address answers to a plain request", async () => {
    const { type, ...table } = frames[0] ?? assert.fail();
    assert.equal(type, "table");
    assert.deepEqual(await (await viewer.get(`/api/metrics/${id}`)).json(), table);
  });

  it("then every record once and in order, however it is written", async () => {
    appendPoints(directory, [{ loss: 2 }, { loss: 1 }], 2);
    await until(() => steps().length === 2);
    // One line in two pieces.
    const line = `{"ts":1,"type":"metrics","data":{"loss":0.5,"global_step":4,"time":1}}\n`;
    const events = path.join(directory, "events.jsonl");
    appendFileSync(events, line.slice(0, 30));
    appendPoints(directory, [], 5);
    appendFileSync(events, line.slice(30));
    appendPoints(directory, [{ loss: Number.NaN }], 5);
    await until(() => steps().length === 4);
    assert.deepEqual(steps(), [
      [2, 2],
      [3, 1],
      [4, 0.5],
      [5, null],
    ]);
  });

  it("a file that is written anew makes a new table", async () => {
    appendPoints(directory, [{ loss: 2 }, { loss: 1 }], 2);
    await until(() => steps().length === 2);
    writeFileSync(path.join(directory, "events.jsonl"), "");
    appendPoints(directory, [{ loss: 9 }], 1);
    const last = await until(() => {
      const tables = frames.filter(({ type }) => type === "table");
      return tables[1];
    });
    assert.deepEqual(last.rows[0]?.["loss"], 9);
  });

  it("so does one that is shorter than before, whatever the run's other files hold", async () => {
    appendFileSync(
      path.join(directory, "system.jsonl"),
      `{"ts":1,"data":{"cpu_pct":1}}\n`.repeat(50),
    );
    appendPoints(directory, [{ loss: 2 }, { loss: 1 }], 2);
    await until(() => steps().length === 2);
    writeFileSync(path.join(directory, "events.jsonl"), "");
    appendPoints(directory, [{ loss: 9 }], 1);
    const last = await until(() => frames.filter(({ type }) => type === "table")[1]);
    assert.deepEqual(last.rows[0]?.["loss"], 9);
  });

  it("a backlog of many frames, a line larger than a frame among it, comes to its end without another event", async () => {
    const text = JSON.stringify("x".repeat(5 << 20));
    const long = `{"ts":1,"type":"metrics","data":{"note":${text},"loss":2,"global_step":2}}\n`;
    const small = Array.from(
      { length: 60_000 },
      (_, i) =>
        `{"ts":1,"type":"metrics","data":{"loss":1,"pad":"${"y".repeat(60)}","global_step":${i + 3}}}\n`,
    );
    appendFileSync(path.join(directory, "events.jsonl"), [long, ...small].join(""));
    await until(() => steps().at(-1)?.[0] === 60_002);
    assert.equal(steps().length, 60_001);
  });

  it("records without a step go on being counted", async () => {
    const line = `{"ts":1,"type":"metrics","data":{"loss":0.5}}\n`;
    const events = path.join(directory, "events.jsonl");
    appendFileSync(events, line);
    await until(() => steps().length === 1);
    appendFileSync(events, line);
    await until(() => steps().length === 2);
    assert.deepEqual(
      steps().map(([step]) => step),
      [2, 3],
    );
  });

  it("closes with a reason for a run that is not there", async () => {
    const headers = { authorization: `Bearer ${viewer.server.token}` };
    const stray = new WebSocket(`ws://127.0.0.1:${viewer.port}/api/metrics/none`, { headers });
    const [, reason] = (await once(stray, "close")) as [number, Buffer];
    assert.equal(reason.toString(), "run not found");
  });
});
