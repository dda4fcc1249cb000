import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import * as fc from "fast-check";

import { Gpu } from "#core/protocol/v1Telemetry.ts";
import { parseGpus, readGpus } from "#core/server/telemetry/nvidiaSmi.ts";

const fixtures = path.resolve("test/fixtures/nvidia-smi");
const ask = async (what: string) => {
  const PATH = `${fixtures}/bin:${process.env["PATH"]}`;
  return readGpus({ PATH, FAKE_NVIDIA_SMI: what });
};

describe("what nvidia-smi tells", () => {
  it("of real GPUs, idle and under load, on Linux and Windows", async () => {
    const reading = await ask("h100:0,h100:1,l40s:1,rtx-2080-super:1,windows-rtx-2080-super:0");
    assert.ok("gpus" in reading);
    assert.deepEqual(
      reading.gpus.map((gpu) => gpu.name),
      [
        "NVIDIA H100 80GB HBM3",
        "NVIDIA H100 80GB HBM3",
        "NVIDIA L40S",
        "NVIDIA GeForce RTX 2080 SUPER",
        "NVIDIA GeForce RTX 2080 SUPER",
      ],
    );
    const gpus = Gpu.array().parse(reading.gpus);
    // Beside what the captures say.
    assert.deepEqual(gpus[4], {
      index: 4,
      name: "NVIDIA GeForce RTX 2080 SUPER",
      util_gpu: 0,
      util_mem: 10,
      mem_total_mib: 8192,
      mem_used_mib: 797,
      mem_used_pct: 9.7,
      temp_c: 40,
      power_w: 39.25,
      power_limit_w: 250,
      clock_sm_mhz: 300,
      clock_mem_mhz: 405,
      pstate: "P8",
      fan_speed_pct: 38,
    });
  });

  it("null for what a GPU does not tell: a divided one says nothing of its use", async () => {
    const reading = await ask("h100-mig:1");
    assert.ok("gpus" in reading);
    assert.deepEqual(
      reading.gpus.map((gpu) => [gpu.util_gpu, gpu.fan_speed_pct, gpu.mem_used_mib, gpu.power_w]),
      [[null, null, 11125, 433.78]],
    );
  });

  it("of the others where one has fallen off the bus", async () => {
    const reading = await ask("lost:0,l40s:0");
    assert.ok("gpus" in reading);
    assert.deepEqual(
      reading.gpus.map((gpu) => gpu.index),
      [1],
    );
  });

  it("one that never answers is ended", async function () {
    this.timeout(20_000);
    const reading = await ask("hang");
    assert.ok("reason" in reading);
    assert.match(reading.reason, /did not answer/);
  });

  it("any output makes valid GPUs, or none", () => {
    const line = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(fc.integer().map(String), fc.constant("[N/A]"), fc.string())).map(String),
      fc.constant(readFileSync(path.join(fixtures, "h100.csv"), "utf8")),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        Gpu.array().parse(parseGpus(lines.join("\n")));
      }),
      { numRuns: 2000 },
    );
  });
});
