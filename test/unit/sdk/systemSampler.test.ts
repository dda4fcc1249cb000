import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { keepEnvironment } from "#test/support/keepEnvironment.ts";
import { until } from "#test/support/until.ts";

import { Pace } from "../../../sdk/typescript/src/system/pace.ts";
import { runProgram } from "../../../sdk/typescript/src/system/runProgram.ts";
import { SystemSampler } from "../../../sdk/typescript/src/system/systemSampler.ts";
import { Tool } from "../../../sdk/typescript/src/system/tool.ts";

const fakeTools = path.resolve(import.meta.dirname, "../../fixtures/nvidia-smi/bin");

describe("System metrics (TypeScript)", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-system-"));
  const file = path.join(folder, "system.jsonl");
  const restore = keepEnvironment();
  afterEach(() => {
    rmSync(file, { force: true });
    restore();
  });
  after(() => rmSync(folder, { recursive: true }));

  interface Line {
    ts: number;
    data: Record<string, number>;
  }
  function lines(): Line[] {
    if (!existsSync(file)) return [];
    const text = readFileSync(file, "utf8").trim();
    return text.split("\n").map((line) => JSON.parse(line) as Line);
  }
  function script(text: string): string {
    const program = path.join(folder, "tool");
    writeFileSync(program, `#!/bin/sh\n${text}\n`);
    chmodSync(program, 0o755);
    return program;
  }

  it("tell of this machine from the second sample on", async () => {
    process.env["PATH"] = "/none";
    const sampler = new SystemSampler(file);
    assert.equal(sampler.sample(), 2);
    assert.equal(lines().length, 0);
    // Long enough for the kernel to count a tick.
    await sleep(50);
    sampler.sample();
    const [line] = lines();
    assert.ok(line && Math.abs(line.ts - Date.now() / 1000) < 60);
    const { cpu_pct, mem_pct, disk_used_pct, proc_rss_mib } = line.data;
    for (const share of [cpu_pct, mem_pct, disk_used_pct]) {
      assert.ok(share !== undefined && share >= 0 && share <= 100, JSON.stringify(line.data));
    }
    assert.ok(proc_rss_mib !== undefined && proc_rss_mib > 20);
    sampler.close();
    sampler.sample();
    assert.equal(lines().length, 1, "nothing after close()");
  });

  it("hold what each GPU tells", async () => {
    process.env["PATH"] = `${fakeTools}${path.delimiter}${process.env["PATH"]}`;
    process.env["FAKE_NVIDIA_SMI"] = "h100:1,lost,h100-mig:1,rtx-2080-super:0";
    const sampler = new SystemSampler(file);
    sampler.sample();
    sampler.sample();
    await until(() => lines().length === 1);
    const data = lines()[0]?.data ?? {};
    assert.equal(data["gpu0_util_pct"], 100);
    assert.equal(data["gpu0_power_w"], 631.95);
    assert.equal(data["gpu2_mem_used_mib"], 11_125);
    assert.equal(data["gpu3_fan_pct"], 38);
    const missing = ["gpu0_fan_pct", "gpu1_util_pct", "gpu2_util_pct"];
    assert.deepEqual(
      missing.filter((key) => key in data),
      [],
    );
  });

  it("end at the file's bound, more rarely the fuller it is", () => {
    process.env["PATH"] = "/none";
    const sampler = new SystemSampler(file, { maxFileBytes: 2000 });
    const pauses = Array.from({ length: 12 }, () => sampler.sample());
    assert.ok(statSync(file).size <= 2000 && statSync(file).size > 500);
    assert.ok(Number(pauses.at(-1)) > Number(pauses[1]));
  });

  it("are no error where nothing can be written or read", () => {
    process.env["PATH"] = "/none";
    const sampler = new SystemSampler(path.join(folder, "none/system.jsonl"), { root: "/none" });
    for (let i = 0; i < 3; i++) assert.ok(sampler.sample() >= 2);
  });

  it("come more rarely the more they cost", () => {
    const pace = new Pace(0.002, 60);
    assert.deepEqual(
      [0.001, 0.05, 0.05, 10].map((cost) => pace.next(cost)),
      [2, 25, 25, 60],
    );
  });

  it("give up a program that hangs, after three times", async () => {
    const calls = path.join(folder, "calls");
    const tool = new Tool([script(`echo x >> ${calls}; exec sleep 60`)], () => ({}), {
      timeout: 0.2,
    });
    for (let now = 0; now < 6000; now += 1000) {
      await new Promise((resolve) => tool.read(now, resolve));
    }
    assert.equal(readFileSync(calls, "utf8"), "x\n".repeat(3));
  });

  it("know what a program costs, and survive one that is gone", async () => {
    const run = (program: string) =>
      new Promise<{ output: string; cpuSeconds: number }>((resolve) => {
        runProgram([program], 30, resolve);
      });
    const busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done";
    const { output, cpuSeconds } = await run(script(busy));
    assert.equal(output, "done\n");
    assert.ok(cpuSeconds >= 0.01, `${cpuSeconds} s`);
    assert.ok((await run(script("sleep 0.2"))).cpuSeconds < 0.1);
    assert.equal((await run("/none/program")).output, "");
    mkdirSync(path.join(folder, "directory"));
    assert.equal((await run(path.join(folder, "directory"))).output, "");
  });
});
