import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { type GpuSample, GpuTelemetry, SystemMonitor } from "#core/protocol/v1Telemetry.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { until } from "#test/support/until.ts";

const bin = path.resolve("test/fixtures/nvidia-smi/bin");

describe("V1: the machine a viewer runs on", () => {
  let viewer: Viewer;
  const env: NodeJS.ProcessEnv = {};
  let calls = "";

  beforeEach(async () => {
    viewer = await startViewer({ env });
    calls = path.join(viewer.files.folder, "calls");
    Object.assign(env, { PATH: `${bin}:${process.env["PATH"]}`, FAKE_NVIDIA_SMI_CALLS: calls });
  });
  afterEach(() => viewer.dispose());

  const gpus = async () =>
    GpuTelemetry.parse(await (await viewer.get("/api/gpu/telemetry")).json());
  const history = async () =>
    (await (await viewer.get("/api/gpu/telemetry/history")).json()) as {
      available: boolean;
      enabled: boolean;
      samples: GpuSample[];
    };
  const called = () => (existsSync(calls) ? readFileSync(calls, "utf8").split("\n").length - 1 : 0);

  it("GPUs as nvidia-smi tells of them, under the seeds' name, too", async () => {
    env["FAKE_NVIDIA_SMI"] = "h100:1,l40s:0";
    const told = await gpus();
    assert.ok(told.available);
    assert.deepEqual(
      told.gpus.map(({ index, name }) => [index, name]),
      [
        [0, "NVIDIA H100 80GB HBM3"],
        [1, "NVIDIA L40S"],
      ],
    );
    assert.deepEqual(await (await viewer.get("/api/gpu")).json(), told);
  });

  it("says why there are none", async () => {
    env["FAKE_NVIDIA_SMI"] = "broken";
    const broken = await gpus();
    assert.ok(!broken.available);
    assert.match(broken.reason, /communicate with the NVIDIA driver/);
    env["PATH"] = viewer.files.folder;
    const missing = await until(async () => {
      const told = await gpus();
      return !told.available && /not installed/.test(told.reason);
    });
    assert.ok(missing);
  });

  it("looks only while somebody asks, and keeps what it saw", async () => {
    env["FAKE_NVIDIA_SMI"] = "h100:0";
    await viewer.post("/api/gpu/telemetry/config", { interval_sec: 0.1 });
    const config = (await (await viewer.get("/api/gpu/telemetry/config")).json()) as object;
    assert.deepEqual(config, { enabled: true, interval_sec: 0.5, max_duration_h: 24 });
    assert.equal(called(), 0);
    await gpus();
    const seen = await until(async () => {
      const { samples } = await history();
      return samples.length >= 3 && samples;
    });
    const times = seen.map(({ ts }) => ts);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    await viewer.post("/api/gpu/telemetry/config", { enabled: false });
    assert.deepEqual((await history()).samples, []);
    const before = called();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.equal(called(), before, "nobody asked");
  });

  it("one program answers all who ask at once", async () => {
    env["FAKE_NVIDIA_SMI"] = "h100:0";
    await Promise.all(Array.from({ length: 10 }, gpus));
    assert.equal(called(), 1);
  });

  it("processors, memory, the store's disk, temperatures", async () => {
    const system = SystemMonitor.parse(await (await viewer.get("/api/system/monitor")).json());
    assert.equal(system.cpu.per_core.length, system.cpu.logical_count);
    assert.ok(system.cpu.percent >= 0 && system.cpu.percent <= 100);
    assert.ok(system.memory.used < system.memory.total);
    assert.equal(system.disk?.path, viewer.files.root);
    assert.ok(system.disk.used + system.disk.free <= system.disk.total);
    const temperatures = await viewer.get("/api/system/temperatures");
    assert.equal(temperatures.status, 200);
  });

  it("a store that has gone has no disk", async () => {
    const gone = await startViewer({ prepare: (files) => files.dispose() });
    try {
      const answer = SystemMonitor.parse(await (await gone.get("/api/system/monitor")).json());
      assert.equal(answer.disk, null);
    } finally {
      await gone.dispose();
    }
  });
});
