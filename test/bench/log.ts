// Cost of log() beside the pinned peers, records lost at SIGKILL, the off switch: `npm run bench -- log [rounds] [kills]`.
// Writes docs/bench/log-<date>.json.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { off } from "./offSwitch.ts";
import { median, print, round, verdict } from "./print.ts";

const peers = path.resolve("out/bench-peers/peers/bin/python");
const older = path.resolve("out/bench-peers/runicorn/bin/python");
const here = import.meta.dirname;

interface Writer {
  readonly name: string;
  readonly command: string;
  readonly calls: number;
  readonly isOurs: boolean;
}

/** Median over the rounds of what a writer printed. */
interface Figures {
  p50_us: number;
  p99_us: number;
  mean_us: number;
  cpu_us: number;
  bytes_per_point: number;
  init_ms: number;
  finish_ms: number;
  import_ms: number;
}

const ours = ["stdlib", "orjson", "deferred", "durable"];
const typescripts = ["typescript", "ts deferred", "ts durable"];
const writers: readonly Writer[] = [
  ...ours.map((name) => ({ name, command: peers, calls: 20_000, isOurs: true })),
  ...typescripts.map((name) => ({
    name,
    command: process.execPath,
    calls: 20_000,
    isOurs: true,
  })),
  ...["torch", "tensorboardX", "wandb", "trackio"].map((name) => ({
    name,
    command: peers,
    calls: 5000,
    isOurs: false,
  })),
  { name: "runicorn 0.6", command: older, calls: 2500, isOurs: false },
];

const rounds = Number(process.argv[2] ?? 5);
const kills = Number(process.argv[3] ?? 5);
await bench();

async function bench(): Promise<void> {
  const runnable = writers.filter(({ name, command }) => {
    if (existsSync(command)) return true;
    print(name, "not run: npm run bench:peers installs it");
    return false;
  });
  const raw = new Map<string, Figures[]>(runnable.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // There and back, so that a machine that gets slower is unfair to nobody.
    const order = round % 2 === 0 ? runnable : runnable.toReversed();
    for (const writer of order) raw.get(writer.name)?.push(tight(writer));
  }
  const figures = new Map([...raw].map(([name, all]) => [name, medians(all)]));
  console.log("\nlog() of 4 metrics, medians of interleaved rounds");
  console.log(
    table(
      [
        "",
        "p50 µs",
        "p99 µs",
        "mean µs",
        "CPU µs",
        "bytes/point",
        "init ms",
        "finish ms",
        "import ms",
      ],
      figures,
    ),
  );
  judge(figures);

  const lost: Record<string, number[]> = {};
  for (let kill = 0; kill < kills; kill++) {
    for (const writer of runnable) (lost[writer.name] ??= []).push(await killed(writer));
  }
  console.log("\nbar 3: records lost at SIGKILL, 1,000 a second");
  for (const [name, counts] of Object.entries(lost)) {
    const isBarred = ours.slice(0, 2).includes(name) || name === "typescript";
    const most = Math.max(...counts);
    print(
      name,
      `${Math.min(...counts)}–${most}${isBarred ? ` (bar 0) ${verdict(most === 0)}` : ""}`,
    );
  }
  const switched = off();
  write({
    figures: Object.fromEntries(figures),
    rounds: Object.fromEntries(raw),
    lost,
    off: switched,
  });
}

function tight({ name, command, calls, isOurs }: Writer): Figures {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
  try {
    const args = [...programOf(name), name, folder, "tight", String(calls)];
    const output = execFileSync(command, args, {
      env: environment(isOurs),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(output) as Figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many records were lost of those whose log() had returned. */
async function killed({ name, command, isOurs }: Writer): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
  try {
    const child = spawn(command, [...programOf(name), name, folder, "paced"], {
      env: environment(isOurs),
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    const closed = once(child, "close");
    await once(child.stdout, "data");
    await sleep(1000 + Math.random() * 1000);
    // The process alone: its helpers, where it has some, may still write.
    child.kill("SIGKILL");
    await once(child, "exit");
    await sleep(1500);
    if (child.pid !== undefined) spawnSync("kill", ["-9", "--", `-${child.pid}`]);
    child.stdout.destroy();
    await Promise.race([closed, sleep(1000)]);
    const acknowledged = Number(said.split("\n").at(-2));
    const counter = [path.join(here, "count_records.py"), name, folder];
    const found = Number(execFileSync(peers, counter, { encoding: "utf8" }));
    return Math.max(0, acknowledged - found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function programOf(name: string): string[] {
  return [path.join(here, typescripts.includes(name) ? "writer.ts" : "writers.py")];
}

function environment(isOurs: boolean): NodeJS.ProcessEnv {
  return {
    ...process.env,
    RUNICORN_NO_REGISTER: "1",
    PYTHONPATH: isOurs ? path.resolve("sdk/python") : "",
  };
}

/** The ratios beside the bars of the project. */
function judge(figures: ReadonlyMap<string, Figures>): void {
  const standard = figures.get("stdlib");
  if (!standard) return;
  console.log("\nbar 1: theirs beside our p50 with the standard library");
  for (const peer of ["torch", "tensorboardX", "wandb", "runicorn 0.6"]) {
    const theirs = figures.get(peer);
    if (!theirs) continue;
    const times = (key: keyof Figures) => theirs[key] / standard[key];
    const others = `mean ${round(times("mean_us"))}×, CPU ${round(times("cpu_us"))}×`;
    print(
      peer,
      `${round(times("p50_us"))}× (bar ≥ 10×, target 20×) ${verdict(times("p50_us") >= 10)}; ${others}`,
    );
  }
  const trackio = figures.get("trackio");
  if (trackio) {
    const wall = trackio.p50_us / standard.p50_us;
    const cpu = trackio.cpu_us / standard.cpu_us;
    print("trackio", `${round(wall)}× (bar ≥ 1.5×) ${verdict(wall >= 1.5)}`);
    print("trackio, CPU", `${round(cpu)}× (bar ≥ 3×) ${verdict(cpu >= 3)}`);
  }
  console.log("\nbar 2: p50 beside ours with the standard library");
  for (const name of ["orjson", "typescript"]) {
    const faster = figures.get(name);
    if (!faster) continue;
    const share = faster.p50_us / standard.p50_us;
    print(name, `${round(share, 2)} of it (bar ≤ 0.5) ${verdict(share <= 0.5)}`);
    const µs = faster.p50_us;
    print(name, `${round(µs, 2)} µs, ${round(µs / 4, 2)} of the bar (≤ 4) ${verdict(µs <= 4)}`);
  }
}

function medians(all: readonly Figures[]): Figures {
  const [first] = all;
  if (!first) throw new Error("no rounds");
  const keys = Object.keys(first) as (keyof Figures)[];
  const entries = keys.map((key) => [key, median(all.map((figures) => figures[key]))]);
  return Object.fromEntries(entries) as Figures;
}

function table(titles: readonly string[], figures: ReadonlyMap<string, Figures>): string {
  const rows = [...figures].map(([name, it]) => [
    name,
    ...[
      it.p50_us,
      it.p99_us,
      it.mean_us,
      it.cpu_us,
      it.bytes_per_point,
      it.init_ms,
      it.finish_ms,
      it.import_ms,
    ].map((number) => String(round(number))),
  ]);
  return [titles, ...rows]
    .map((cells) =>
      cells.map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(11))).join(" "),
    )
    .join("\n");
}

function write(content: object): void {
  const date = new Date().toISOString().slice(0, 10);
  const versions = execFileSync(peers, ["-m", "pip", "freeze"], { encoding: "utf8" }).split("\n");
  const document = {
    date,
    machine: `${os.cpus()[0]?.model}, ${os.cpus().length} cores, ${os.type()} ${os.release()}`,
    node: process.versions.node,
    commit: execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim(),
    versions: versions.filter((line) =>
      /^(numpy|orjson|tensorboard|torch|trackio|wandb)/i.test(line),
    ),
    ...content,
  };
  mkdirSync("docs/bench", { recursive: true });
  const file = `docs/bench/log-${date}.json`;
  writeFileSync(file, `${JSON.stringify(document, undefined, 1)}\n`);
  spawnSync("oxfmt", [file]);
  console.log(`wrote ${file}`);
}
