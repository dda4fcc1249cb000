import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Interface, createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { keepEnvironment } from "#test/support/keepEnvironment.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { until } from "#test/support/until.ts";

import { AmdGpus } from "../../../sdk/typescript/src/system/amdGpus.ts";
import { LinuxMachine } from "../../../sdk/typescript/src/system/linuxMachine.ts";
import { MacProcesses, parseIoreg } from "../../../sdk/typescript/src/system/macMachine.ts";
import { parseNvidiaSmi } from "../../../sdk/typescript/src/system/nvidiaSmi.ts";
import { ProcessTree } from "../../../sdk/typescript/src/system/processTree.ts";
import { parseRocmSmi } from "../../../sdk/typescript/src/system/rocmSmi.ts";
import { SystemSampler } from "../../../sdk/typescript/src/system/systemSampler.ts";

const fixtures = path.resolve(import.meta.dirname, "../../fixtures/nvidia-smi");

describe("System metrics of both SDKs, given the same machine", function () {
  this.timeout(20_000);
  const root = mkdtempSync(path.join(os.tmpdir(), "runicorn-machine-"));
  const env = {
    PATH: `${path.join(fixtures, "bin")}${path.delimiter}${process.env["PATH"]}`,
    FAKE_NVIDIA_SMI: "l40s:1,h100-mig:0",
  };
  const restore = keepEnvironment();
  let python: ChildProcessByStdio<Writable, Readable, null>;
  let answers: Interface;

  before(() => {
    writeMachine(root, 1);
    const sdk = sdks[0];
    assert.ok(sdk);
    python = spawn(sdk.command, [sdk.program("sampleMachine"), root], {
      env: { ...sdk.env, ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    answers = createInterface({ input: python.stdout });
  });
  after(async () => {
    restore();
    const closed = once(python, "close");
    python.stdin.end();
    await closed;
    rmSync(root, { recursive: true });
  });

  async function ask(order: object): Promise<unknown> {
    const answer = once(answers, "line");
    python.stdin.write(`${JSON.stringify(order)}\n`);
    return JSON.parse(String((await answer)[0]));
  }

  it("are the same values, from Linux's files", async () => {
    const machine = new LinuxMachine(root);
    const tree = new ProcessTree(10, root);
    const amd = new AmdGpus(root);
    const read = (now: number) => known({ ...machine.read(now), ...tree.read(now), ...amd.read() });
    const first = read(1);
    assert.deepEqual(await ask({ now: 1 }), first);
    writeMachine(root, 3);
    const second = read(3);
    assert.deepEqual(await ask({ now: 3 }), second);
    assert.equal(Object.keys(second).length, 20, Object.keys(second).join(" "));
    assert.equal(second["mem_total_mib"], 64, "the container's");
    assert.equal(second["proc_count"], 2);
  });

  it("are the same values, from what programs say", async () => {
    const processes = new MacProcesses(50, 4);
    const gpus = readdirSync(fixtures)
      .filter((name) => name.endsWith(".csv"))
      .map((name) => readFileSync(path.join(fixtures, name), "utf8"));
    const parsers = {
      "nvidia-smi": parseNvidiaSmi,
      "rocm-smi": parseRocmSmi,
      ioreg: parseIoreg,
      ps: (text: string, now: number) => processes.parse(text, now),
    };
    const said: [keyof typeof parsers, string][] = [
      [
        "nvidia-smi",
        "0, 97, 41, 1024, 81559, 61, 631.95, 700.00, 1980, [N/A]\nERR!\n1, , x, 1e999",
      ],
      ["nvidia-smi", gpus.join("\n")],
      ["nvidia-smi", "00, [N/A], [Not Supported], 11125, ERR!, nan, inf, 700.00, 0x10, 5 %"],
      [
        "rocm-smi",
        '{"card0": {"GPU use (%)": "12", "sclk clock speed:": "(1200Mhz)"}, "card1": 5}',
      ],
      [
        "ioreg",
        '"In use system memory (driver)"=5,"Device Utilization %"=16,"In use system memory"=7',
      ],
      ["ps", "   1 0 1024 0:10.00\n50 1 2048 1:00.00\n"],
      ["ps", "1 0 1024 0:11.00\n50 1 2048 1:02.50\n51 50 4096 1-00:00:01\n52 51 0 0:00.00\nbad\n"],
    ];
    for (const [now, [parse, text]] of said.entries()) {
      const ours = known(parsers[parse](text, now));
      assert.deepEqual(await ask({ parse, text, now }), ours, `${parse}: ${text.slice(0, 200)}`);
    }
  });

  it("have the same keys on this machine", async () => {
    const files = ["python", "typescript"].map((name) => path.join(root, `${name}.jsonl`));
    const [pythons = "", typescripts = ""] = files;
    Object.assign(process.env, env);
    const sampler = new SystemSampler(typescripts);
    for (let i = 0; i < 2; i++) {
      sampler.sample();
      await ask({ sample: pythons });
      // Long enough for the kernel to count a tick.
      await sleep(50);
    }
    const [theirs, ours] = await Promise.all(
      [pythons, typescripts].map(async (file) => {
        await until(() => linesOf(file).length > 0);
        const { data } = JSON.parse(linesOf(file)[0] ?? "") as { data: Record<string, number> };
        return Object.keys(data).sort();
      }),
    );
    assert.deepEqual(theirs, ours);
    assert.ok(ours?.includes("gpu0_util_pct"));
  });
});

/** Writes a container's view of a machine after so many seconds: a disk, a network, a card, two processes. */
function writeMachine(root: string, at: number): void {
  const card = "sys/class/drm/card0/device";
  const stat = (ticks: number) =>
    `1 (a) b) S 0 0 0 0 0 0 0 0 0 0 ${ticks} 1 2 3 0 0 4 0 9 0 700 0\n`;
  const files: Record<string, string> = {
    "proc/stat": `cpu  ${at * 70} 1 2 ${at * 30} 5 6 7 8 0 0\ncpu0 1 2 3\n`,
    "proc/meminfo":
      "MemTotal:  1048576 kB\nMemAvailable: 524288 kB\nSwapTotal: 9 kB\nSwapFree: 1 kB\n",
    "proc/loadavg": "1.25 0.5 0.1 2/345 6789\n",
    "proc/diskstats": `   8  0 sda 1 2 ${at * 999} 4 5 6 ${at * 777} 8 9 10 11\n   8  1 sda1 1 2 3 4 5 6 7 8 9 10 11\n`,
    "proc/net/dev": `Inter-|  \n  eth0:${at * 12345} 1 0 0 0 0 0 0 ${at * 54321} 1 0 0 0 0 0 0\n    lo: 9 9\n`,
    "proc/self/cgroup": "0::/\n",
    "proc/self/mountinfo": "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
    "sys/fs/cgroup/memory.max": "67108864\n",
    "sys/fs/cgroup/memory.current": "33554432\n",
    "sys/fs/cgroup/memory.stat": "anon 1\ninactive_file 4194304\n",
    "sys/block/sda/size": "1\n",
    "sys/class/net/eth0/mtu": "1500\n",
    "sys/class/net/lo/mtu": "65536\n",
    "proc/10/stat": stat(at * 50),
    "proc/10/task/10/children": "20 ",
    "proc/20/stat": stat(at * 10),
    [`${card}/gpu_busy_percent`]: "97\n",
    [`${card}/mem_info_vram_used`]: "1073741824\n",
    [`${card}/mem_info_vram_total`]: "17163091968\n",
    [`${card}/hwmon/hwmon3/temp1_input`]: "61000\n",
    [`${card}/hwmon/hwmon3/power1_input`]: "203000000\n",
    [`${card}/hwmon/hwmon3/pwm1`]: "51\n",
    [`${card}/hwmon/hwmon3/pwm1_max`]: "255\n",
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

function known(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return JSON.parse(JSON.stringify(values)) as Record<string, number>;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
}
