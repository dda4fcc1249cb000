import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { createClient } from "#core/client/client.ts";
import { SeriesAnswer, seriesColumns } from "#core/protocol/metric.ts";
import { fromJsonNumber } from "#core/protocol/number.ts";
import { RunDetail, RunsPage } from "#core/protocol/run.ts";
import { decodeSeries, seriesMediaType } from "#core/protocol/seriesCodec.ts";
import { V1Health, V1Metrics, V1Run, V1RunDetail } from "#core/protocol/v1.ts";
import { fetchTransport } from "#test/support/fetchTransport.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

const id = "20260101_120000_aaaaaa";
const points = [
  { loss: 2, acc: 0.1 },
  { loss: Number.NaN, acc: 0.2 },
  { loss: Number.POSITIVE_INFINITY, acc: 0.3 },
  { loss: 0.5, acc: 0.4 },
];

describe("answers of a viewer", () => {
  let viewer: Viewer;

  before(async () => {
    viewer = await startViewer({
      prepare: (files) => {
        files.writeRun({
          id,
          points,
          config: { lr: 0.1 },
          summary: { best_metric_name: "acc", best_metric_value: 0.4, best_metric_mode: "max" },
          log: "one\n\ntwo\n",
          meta: { pid: 4242, alias: "baseline", tags: ["a"] },
        });
        const older = { created_at: 1_767_000_000 };
        files.writeRun({ id: "20251229_120000_bbbbbb", name: "vit/small", meta: older });
      },
    });
  });
  after(() => viewer.dispose());

  const json = async (address: string): Promise<unknown> => {
    const response = await viewer.get(address);
    assert.equal(response.status, 200, address);
    assert.equal(response.headers.get("content-type"), "application/json; charset=utf-8");
    return response.json();
  };

  it("V1: health, runs and run in the shapes of 0.6, with a name for 0.5", async () => {
    const health = V1Health.parse(await json("/api/health"));
    assert.equal(health.version, "1.2.3");
    const runs = V1Run.array().parse(await json("/api/runs"));
    assert.deepEqual(
      runs.map((run) => run.id),
      [id, "20251229_120000_bbbbbb"],
    );
    const first = runs.find((run) => run.id === id);
    const run = V1RunDetail.parse(await json(`/api/runs/${id}`));
    assert.deepEqual(
      {
        path: first?.path,
        best: first?.best_metric_value,
        pid: first?.pid,
        count: first?.assets_count,
      },
      { path: "cv/resnet", best: 0.4, pid: 4242, count: 1 },
    );
    assert.equal(run.path, "cv/resnet");
    assert.equal(run.alias, "baseline");
    assert.equal(run.start_time, 1_767_268_800);
    assert.equal(run.duration, 60);
    assert.ok(run.logs.startsWith(viewer.files.root) && run.logs.endsWith("logs.txt"));
    assert.deepEqual((run.assets["config"] as { args: object }).args, { lr: 0.1 });
  });

  it("V1: neither follows a link out of the store nor waits for a pipe", async () => {
    const ids = { link: "20251201_120000_cccccc", pipe: "20251201_120000_dddddd" };
    const hostile = await startViewer({
      prepare(files) {
        const secret = path.join(files.folder, "secret.json");
        writeFileSync(secret, '{"token":"secret"}');
        const link = path.join(files.writeRun({ id: ids.link }), "assets.json");
        const pipe = path.join(files.writeRun({ id: ids.pipe }), "assets.json");
        for (const file of [link, pipe]) unlinkSync(file);
        symlinkSync(secret, link);
        execFileSync("mkfifo", [pipe]);
      },
    });
    try {
      for (const run of Object.values(ids)) {
        const response = await hostile.get(`/api/runs/${run}`);
        assert.deepEqual(V1RunDetail.parse(await response.json()).assets, {});
      }
    } finally {
      await hostile.dispose();
    }
  });

  it("V1: one row per step, null for what is not finite, counts in headers", async () => {
    const response = await viewer.get(`/api/runs/${id}/metrics_step`);
    const table = V1Metrics.parse(await response.json());
    assert.deepEqual(table.columns, ["global_step", "acc", "loss", "time"]);
    assert.deepEqual(
      table.rows.map((row) => [row["global_step"], row["loss"], row["acc"]]),
      [
        [1, 2, 0.1],
        [2, null, 0.2],
        [3, null, 0.3],
        [4, 0.5, 0.4],
      ],
    );
    assert.equal(response.headers.get("x-row-count"), "4");
    assert.equal(response.headers.get("x-total-count"), "4");
    assert.equal(response.headers.get("x-last-step"), "4");
    assert.equal((await viewer.get(`/api/runs/${id}/metrics_step?downsample=99`)).status, 400);
  });

  it("V1: an error has `detail`; V2 has none", async () => {
    const [v1, v2] = await Promise.all([
      viewer.get("/api/runs/none"),
      viewer.get("/api/v2/runs/none"),
    ]);
    assert.deepEqual([v1.status, v2.status], [404, 404]);
    const { detail, ...body } = (await v1.json()) as Record<string, unknown>;
    assert.equal(detail, body["message"]);
    assert.deepEqual(await v2.json(), body);
    assert.equal(body["error"], "run_not_found");
    assert.equal(body["success"], false);
  });

  it("V2: experiments, runs, run and metrics match their schemas", async () => {
    const client = createClient(fetchTransport(viewer));
    const store = await client.getStore();
    assert.equal(store.root, viewer.files.root);
    assert.equal(store.runs, 2);
    const { projects } = await client.listExperiments({ query: { project: "cv" } });
    assert.deepEqual(
      projects.map((p) => [p.project, p.runs, p.names?.map((n) => n.name).toSorted()]),
      [["cv", 2, ["resnet", "vit/small"]]],
    );
    const page = await client.listRuns({ query: { limit: 1, order: "asc" } });
    assert.equal(page.total, 2);
    assert.ok(page.next_cursor);
    const rest = await client.listRuns({ query: { order: "asc", cursor: page.next_cursor } });
    assert.equal(new Set([...page.runs, ...rest.runs].map((run) => run.id)).size, 2);
    const run = await client.getRun({ params: { id } });
    assert.deepEqual(run.config, { lr: 0.1 });
    assert.deepEqual(run.tags, ["a"]);
    const { metrics } = await client.listMetrics({ params: { id }, query: {} });
    const loss = metrics.find((m) => m.key === "loss");
    assert.deepEqual(
      { count: loss?.count, nan: loss?.nan, inf: loss?.pos_inf, min: loss?.min, last: loss?.last },
      { count: 2, nan: 1, inf: 1, min: 0.5, last: 0.5 },
    );
    RunDetail.strict().parse(await json(`/api/v2/runs/${id}`));
    RunsPage.strict().parse(await json("/api/v2/runs"));
  });

  it("V2: a series in JSON spells what JSON cannot write, and equals the binary form", async () => {
    const query = { series: ["loss", "acc"].map((key) => ({ run: id, key })), points: 100 };
    const [asJson, asBinary] = await Promise.all([
      viewer.post("/api/v2/metrics/query", query),
      viewer.post("/api/v2/metrics/query", query, { accept: seriesMediaType }),
    ]);
    const text = await asJson.text();
    assert.match(text, /"Infinity"/);
    assert.match(text, /"NaN"/);
    assert.equal(asBinary.headers.get("content-type"), seriesMediaType);
    const spelled = SeriesAnswer.parse(JSON.parse(text)).series.map((series) => ({
      ...series,
      ...Object.fromEntries(
        seriesColumns.map((name) => [name, Float64Array.from(series[name], fromJsonNumber)]),
      ),
    }));
    assert.deepEqual(decodeSeries(await asBinary.bytes()), spelled);
    assert.deepEqual([...(spelled[0]?.last ?? [])], [2, Number.NaN, Number.POSITIVE_INFINITY, 0.5]);
  });

  it("V2: a malformed query is explained, an unknown metric named", async () => {
    const bad = await viewer.post("/api/v2/metrics/query", { series: [], points: 0 });
    assert.equal(bad.status, 400);
    const { message, error } = (await bad.json()) as { message: string; error: string };
    assert.equal(error, "invalid_request");
    assert.match(message, /series/);
    assert.match(message, /points/);
    const unknown = { series: [{ run: id, key: "nope" }] };
    assert.equal((await viewer.post("/api/v2/metrics/query", unknown)).status, 404);
    const broken = await fetch(`${viewer.base}/api/v2/metrics/query`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${viewer.server.token}`,
        "content-type": "application/json",
      },
      body: "{",
    });
    assert.equal(broken.status, 400);
    const big = await viewer.post("/api/v2/metrics/query", { x: "x".repeat(1024 * 1024) });
    assert.equal(big.status, 413);
  });

  it("V2: log lines by byte offset", async () => {
    const client = createClient(fetchTransport(viewer));
    const page = await client.readLogs({ params: { id }, query: { tail: "true", limit: 1 } });
    assert.deepEqual(page.lines, ["two"]);
    const before = await client.readLogs({
      params: { id },
      query: { tail: "true", limit: 5, offset: page.start },
    });
    assert.deepEqual(before.lines, ["one", ""]);
  });

  it("the OpenAPI document is served", async () => {
    const document = (await json("/api/openapi.json")) as { openapi: string };
    assert.equal(document.openapi, "3.1.0");
  });
});
