import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { measureSlowdown } from "#test/support/measureSlowdown.ts";
import { RunningCommand } from "#test/support/runCommand.ts";
import { until } from "#test/support/until.ts";

import { type Tally, addTallies } from "./pointTally.ts";

export interface CrowdOptions {
  readonly readers: number;
  /** How they learn what is new: they are told, half of them by WebSocket and half by events, or ask every 100 ms. */
  readonly by?: "push" | "polling";
  readonly recordsPerSecond: number;
  readonly metrics: number;
  readonly seconds: number;
}

export interface CrowdResult extends Tally {
  /** Points that were logged. */
  readonly logged: number;
  /** Points per second that the writer reached. */
  readonly pace: number;
  /** The most memory the viewer took, bytes. */
  readonly peakRss: number;
  readonly cpuSeconds: number;
  /** How many times longer than alone on the machine the viewer took. */
  readonly slowdown: number;
}

const readersPerProcess = 25;
/** Milliseconds after the last log() in which a reader gets what is still to come. */
const longestWait = 60_000;

/** A viewer as people run it, a training that logs, and many who watch: each a process of its own. */
export async function liveCrowd(options: CrowdOptions): Promise<CrowdResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-crowd-"));
  const root = path.join(folder, "store");
  const viewer = new RunningCommand(
    ["viewer", "--storage", root, "--port", "0", "--no-open-browser", "--json"],
    { cwd: folder },
  );
  const children: ChildProcess[] = [];
  try {
    const [line] = await viewer.output(/^{.*}$/m, 30_000);
    const { url, token } = JSON.parse(line) as { url: string; token: string };
    const base = new URL(url).origin;
    const reader = options.by === "polling" ? "readByPolling.ts" : "readLive.ts";
    const expected = options.recordsPerSecond * options.seconds * options.metrics;
    const readers = await Promise.all(
      sharesOf(options.readers).map((count) =>
        startReaders(reader, [base, token, String(count), String(count * expected)], children),
      ),
    );
    const slowdown = measureSlowdown(viewer.child.pid);
    const { points, took } = await write(root, options, children);
    const tally = addTallies(await Promise.all(readers.map((reader) => reader.tally())));
    const { peakRss, cpuSeconds } = usageOf(viewer.child.pid ?? 0);
    const pace = points / took;
    return { ...tally, logged: points, pace, peakRss, cpuSeconds, slowdown: slowdown() };
  } finally {
    for (const child of children) child.kill("SIGKILL");
    viewer.dispose();
    await viewer.ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

function sharesOf(readers: number): number[] {
  const shares: number[] = [];
  for (let left = readers; left > 0; left -= readersPerProcess) {
    shares.push(Math.min(left, readersPerProcess));
  }
  return shares;
}

async function startReaders(reader: string, args: readonly string[], children: ChildProcess[]) {
  const program = start(reader, args, children);
  await until(() => program.output().startsWith("open\n"), { timeout: 30_000 });
  return {
    async tally(): Promise<Tally> {
      await Promise.race([program.ended, sleep(longestWait)]);
      program.child.stdin.end();
      await program.ended;
      return JSON.parse(program.output().split("\n")[1] ?? "") as Tally;
    },
  };
}

async function write(
  root: string,
  { recordsPerSecond, metrics, seconds }: CrowdOptions,
  children: ChildProcess[],
): Promise<{ points: number; took: number }> {
  const args = [root, String(recordsPerSecond), String(metrics), String(seconds)];
  const program = start("logPoints.ts", args, children);
  await program.ended;
  return JSON.parse(program.output()) as { points: number; took: number };
}

function start(name: string, args: readonly string[], children: ChildProcess[]) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, name), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return { child, ended, output: () => output };
}

function usageOf(pid: number): { peakRss: number; cpuSeconds: number } {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { peakRss: Number(peak) * 1024, cpuSeconds: ticks / 100 };
}
