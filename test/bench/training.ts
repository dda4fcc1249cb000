// What recording costs a real training: `npm run bench -- training [pairs] [python|typescript]`, on Linux with two cores. Writes
// docs/bench/training-<date>.json; of one language alone, into the figures of the other.
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

import { build } from "esbuild";

import { median, print, round, verdict } from "./print.ts";

const pairs = Number(process.argv[2] ?? 20);
const language = process.argv[3];
const bar = 1.02;
const stepsPerEpoch = 45;

interface Training {
  readonly command: string;
  readonly args: readonly string[];
  readonly steps: number;
}

interface Cost {
  readonly wall: number;
  /** Seconds in user mode and in the kernel, of the training and all its children. */
  readonly cpu: number;
  /** Instructions in user mode; undefined where the machine does not count. */
  readonly instructions: number | undefined;
  readonly steps: number;
}

const bundle = await bundleExample();
/** The examples, for half a minute and more each, a little faster than 200 steps a second with another beside them. */
const trainings: Record<"python" | "typescript", Training> = {
  python: {
    command: process.env["PYTHON"] ?? "python3",
    args: ["examples/python/train.py", "--hidden", "8", "--epochs", "200"],
    steps: 200 * stepsPerEpoch,
  },
  typescript: {
    command: process.execPath,
    args: [bundle, "--hidden", "220", "--epochs", "170"],
    steps: 170 * stepsPerEpoch,
  },
};
const canCount = spawnSync("perf", ["stat", "-e", "instructions:u", "true"]).status === 0;
const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
const found: Record<string, object> = {};
const wanted = Object.entries(trainings).filter(([name]) => name === (language ?? name));
if (wanted.length === 0) throw new Error(`there is no training in ${language}`);
for (const [name, training] of wanted) {
  runPair(training);
  if (name === "python") printImport(training.command);
  const costs = Array.from({ length: pairs }, () => runPair(training));
  const rate = training.steps / median(costs.map(({ on }) => on.wall));
  print(
    `${name}: logged steps a second`,
    `${round(rate)}, ${round(rate / 200, 2)}× the bar (≥ 200) ${verdict(rate >= 200)}`,
  );
  const measures = ["wall", "cpu", ...(canCount ? (["instructions"] as const) : [])] as const;
  const ratios: Record<string, Interval> = {};
  for (const measure of measures as readonly ("wall" | "cpu" | "instructions")[]) {
    const interval = ratioInterval(
      costs.map(({ on, off }) => (on[measure] ?? 0) / (off[measure] ?? 1)),
    );
    ratios[measure] = interval;
    const { mean, low, high } = interval;
    print(
      `${name}: ${measure} with recording / without`,
      `${round(mean, 4)} [${round(low, 4)}, ${round(high, 4)}] (bar: upper bound ≤ ${bar}) ${verdict(high <= bar)}`,
    );
  }
  found[name] = { commit, steps_per_second: rate, pairs: costs, ratios };
}
write();

interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** 95 % interval of the mean ratio: a mean of logarithms, and how far bootstrapped means scatter. */
function ratioInterval(ratios: readonly number[]): Interval {
  const logs = ratios.map(Math.log);
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const means = Array.from({ length: 10_000 }, () =>
    mean(logs.map(() => logs[Math.floor(Math.random() * logs.length)] ?? 0)),
  ).sort((one, other) => one - other);
  const at = (share: number) => Math.exp(means[Math.floor(share * means.length)] ?? 0);
  return { mean: Math.exp(mean(logs)), low: at(0.025), high: at(0.975) };
}

/** What `import runicorn` costs a program: its module code is compiled by now. */
function printImport(python: string): void {
  const script =
    "import time; begun = time.process_time(); import runicorn; print(time.process_time() - begun)";
  const env = {
    ...process.env,
    PYTHONPATH: path.resolve("sdk/python"),
    PYTHONDONTWRITEBYTECODE: "",
  };
  const cost = median(
    Array.from({ length: 21 }, () => {
      const { stdout } = spawnSync(python, ["-c", script], { env, encoding: "utf8" });
      return Number(stdout) * 1000;
    }),
  );
  print("python: import runicorn", `${round(cost)} ms (bar ≤ 50 ms) ${verdict(cost <= 50)}`);
}

/** The same training with and without recording, side by side. */
function runPair(training: Training): { on: Cost; off: Cost } {
  const root = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
  try {
    const wanted = [true, false].map((isOn) => {
      const counted = path.join(root, `instructions-${isOn ? "on" : "off"}`);
      const counting = canCount
        ? ["perf", "stat", "-x,", "-o", counted, "-e", "instructions:u"]
        : [];
      const { command, env } = programOf(training, isOn, path.join(root, isOn ? "on" : "off"));
      return { counted, program: { command: [...counting, ...command], env } };
    });
    const input = JSON.stringify({
      programs: wanted.map(({ program }) => program),
      filler: programOf(training, false, path.join(root, "filler")),
    });
    const script = path.join(import.meta.dirname, "side_by_side.py");
    const stdio = ["pipe", "pipe", "inherit"] as const;
    const { stdout } = spawnSync("python3", [script], {
      input,
      stdio: [...stdio],
      encoding: "utf8",
    });
    const found = JSON.parse(stdout) as { wall: number; cpu: number; status: number }[];
    const [on, off] = found.map(({ wall, cpu, status }, i): Cost => {
      if (status !== 0) throw new Error(`a training ended with ${status}`);
      const text = canCount ? readFileSync(wanted[i]?.counted ?? "", "utf8") : "";
      const instructions = /^(\d+),.*instructions/m.exec(text)?.[1];
      return {
        wall,
        cpu,
        instructions: instructions === undefined ? undefined : Number(instructions),
        steps: training.steps,
      };
    });
    const hasRun = existsSync(path.join(root, "on/digits"));
    if (!hasRun || existsSync(path.join(root, "off/digits")))
      throw new Error("recorded, or not, by mistake");
    if (!on || !off) throw new Error("a pair lacks one");
    return { on, off };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function programOf({ command, args }: Training, isOn: boolean, root: string) {
  return {
    command: [command, ...args, "--storage", root],
    env: {
      ...process.env,
      PYTHONPATH: path.resolve("sdk/python"),
      // As pip leaves it: compiled. The first pair is not counted.
      PYTHONDONTWRITEBYTECODE: "",
      RUNICORN_NO_REGISTER: "1",
      RUNICORN_ON: isOn ? "1" : "0",
      RUNICORN_CAPTURE_ENV: "1",
      RUNICORN_CAPTURE_CODE: "1",
      RUNICORN_CAPTURE_CONSOLE: "1",
      RUNICORN_SYSTEM_METRICS: "1",
    },
  };
}

/** The TypeScript example as its users have it: compiled, and the SDK as it is installed from npm. */
async function bundleExample(): Promise<string> {
  const outfile = path.resolve("out/bench/typescript/train.mjs");
  const sdk = path.resolve("sdk/typescript/dist/index.js");
  await build({
    entryPoints: ["examples/typescript/train.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    plugins: [
      {
        name: "installed SDK",
        setup(bundler) {
          const filter = /sdk\/typescript\/src\/index/;
          bundler.onResolve({ filter }, () => ({ path: sdk, external: true }));
        },
      },
    ],
  });
  cpSync("examples/data", path.resolve("out/bench/data"), { recursive: true });
  return outfile;
}

function write(): void {
  const date = new Date().toISOString().slice(0, 10);
  const file = `docs/bench/training-${date}.json`;
  const before: object = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : {};
  const document = {
    ...before,
    date,
    machine: `${os.cpus()[0]?.model}, ${os.cpus().length} cores, ${os.type()} ${os.release()}`,
    node: process.versions.node,
    commit,
    ...found,
  };
  mkdirSync("docs/bench", { recursive: true });
  writeFileSync(file, `${JSON.stringify(document, undefined, 1)}\n`);
  spawnSync("oxfmt", [file]);
  console.log(`wrote ${file}`);
}
