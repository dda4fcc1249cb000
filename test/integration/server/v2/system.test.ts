import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";

import { v2RunFileApi } from "#core/protocol/v2RunFiles.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

const id = "20260101_120000_aaaaaa";
const bare = "20260101_120000_bbbbbb";

describe("GET /api/v2/runs/{id}/system", () => {
  let viewer: Viewer;
  let directory = "";

  before(async () => {
    viewer = await startViewer({
      prepare(files) {
        directory = files.writeRun({ id, points: [{ loss: 1 }] });
        files.writeRun({ id: bare, points: [{ loss: 1 }] });
        const sample = (ts: number, data: object) =>
          appendFileSync(path.join(directory, "system.jsonl"), `${JSON.stringify({ ts, data })}\n`);
        sample(100, { cpu_pct: 10, gpu0_util_pct: 50, gpu0_temp_c: 60 });
        sample(110, { cpu_pct: 20, gpu0_util_pct: 70 });
      },
    });
  });
  after(() => viewer.dispose());

  const system = async (run: string) =>
    v2RunFileApi.getSystem.response.parse(
      await (await viewer.get(`/api/v2/runs/${run}/system`)).json(),
    );

  it("tells of every value, and the newest sample", async () => {
    const { metrics, latest } = await system(id);
    assert.deepEqual(
      metrics.map(({ key, count, min, max, source }) => [key, count, min, max, source]),
      [
        ["cpu_pct", 2, 10, 20, "system"],
        ["gpu0_util_pct", 2, 50, 70, "system"],
        ["gpu0_temp_c", 1, 60, 60, "system"],
      ],
    );
    assert.deepEqual(latest, { ts: 110, data: { cpu_pct: 20, gpu0_util_pct: 70 } });
  });

  it("is no part of what the training logged", async () => {
    const answer = await viewer.get(`/api/v2/runs/${id}/metrics`);
    const { metrics } = (await answer.json()) as { metrics: { key: string }[] };
    assert.deepEqual(
      metrics.map(({ key }) => key),
      ["loss"],
    );
  });

  it("is empty where nothing was sampled", async () => {
    assert.deepEqual(await system(bare), { metrics: [], latest: null });
  });

  it("has its curves beside the run's own", async () => {
    const series = [{ run: id, key: "cpu_pct", source: "system" }];
    const answer = await viewer.post("/api/v2/metrics/query", { series, x: "time" });
    const told = (await answer.json()) as { series: { x_first: number[]; last: number[] }[] };
    assert.deepEqual(
      [told.series[0]?.x_first, told.series[0]?.last],
      [
        [100, 110],
        [10, 20],
      ],
    );
  });
});
