// Prints the store's figures: `node test/bench/store.ts [million points, default 10] [runs, default 10000]`.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";

const millionPoints = Number(process.argv[2] ?? 10);
const runCount = Number(process.argv[3] ?? 10_000);
const metrics = ["loss", "acc", "grad_norm", "lr"];

const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
try {
  await benchSeries(path.join(folder, "series"));
  await benchRuns(path.join(folder, "runs"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function benchSeries(root: string): Promise<void> {
  const records = (millionPoints * 1e6) / metrics.length;
  const directory = writeRun(root, 0);
  writeRecords(path.join(directory, "events.jsonl"), records);
  const bytes = statSync(path.join(directory, "events.jsonl")).size;

  const store = await Store.open({ root });
  const run = path.basename(directory);
  let slowest = 0;
  let last = performance.now();
  const pulse = setInterval(() => {
    slowest = Math.max(slowest, performance.now() - last - 2);
    last = performance.now();
  }, 2);
  const seconds = await timed(() => store.listMetrics(run));
  clearInterval(pulse);
  const alone = parseAlone(path.join(directory, "events.jsonl"));
  print("ingest / JSON.parse of the same lines", `${(seconds / alone).toFixed(2)} times as long`);
  print("ingest", `${((records * metrics.length) / seconds / 1e6).toFixed(2)} M points/s`);
  print("", `${(bytes / seconds / 1e6).toFixed(0)} MB/s, RSS ${mib(process.memoryUsage().rss)}`);
  print("event loop held at most", `${slowest.toFixed(1)} ms`);

  for (const share of [1, 0.1, 0.01, 0.001]) {
    const range = { min: records * 0.3 * (1 - share), max: records * (0.3 + 0.7 * share) };
    const query = { series: [{ run, key: "loss" }], x: "step" as const, range, points: 1000 };
    const times: number[] = [];
    for (let i = 0; i < 20; i++) times.push((await timed(() => store.querySeries(query))) * 1000);
    print(`1000 buckets of ${(share * 100).toFixed(1)} %`, `${median(times).toFixed(2)} ms`);
  }
  store.dispose();
  const index = statSync(path.join(root, ".index", "series.db")).size;
  print("index", `${(index / records / metrics.length).toFixed(2)} bytes/point`);
}

async function benchRuns(root: string): Promise<void> {
  for (let i = 0; i < runCount; i++) {
    writeRecords(path.join(writeRun(root, i), "events.jsonl"), 5, i);
  }
  let store: Store | undefined;
  const cpu = cpuClock();
  const first = await timed(async () => {
    store = await Store.open({ root });
  });
  print(`first scan of ${runCount} runs`, `${first.toFixed(2)} s, ${cpu()}`);
  const opened = store;
  if (!opened) return;
  const indexed = await timed(async () => {
    while (opened.counts().pending > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  print("all events indexed after another", `${indexed.toFixed(2)} s, ${cpu()}`);
  for (const sort of ["created_at", "metrics.loss.min", "config.lr"]) {
    const query = RunsQuery.parse({ sort, limit: 100 });
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      times.push((await timed(() => Promise.resolve(opened.listRuns(query)))) * 1000);
    }
    print(`100 of ${runCount} by ${sort}`, `${median(times).toFixed(2)} ms`);
  }
  opened.dispose();
  const again = await timed(async () => (await Store.open({ root })).dispose());
  print("open again", `${again.toFixed(2)} s`);
}

/** Seconds JSON.parse alone would take for the file's lines: what this machine can do at most, just now. */
function parseAlone(file: string): number {
  const bytes = readFileSync(file);
  const sample = bytes.subarray(0, 20e6);
  const lines = sample.toString().split("\n").slice(0, -1);
  const start = performance.now();
  for (const line of lines) JSON.parse(line);
  return ((performance.now() - start) / 1000) * (bytes.length / sample.length);
}

function writeRun(root: string, i: number): string {
  const id = `20260101_${String(i).padStart(6, "0")}_aaaaaa`;
  const directory = path.join(root, `project${i % 7}`, `name${i % 31}`, "runs", id);
  mkdirSync(directory, { recursive: true });
  const write = (file: string, value: object) =>
    writeFileSync(path.join(directory, file), JSON.stringify(value, null, 2));
  write("status.json", { status: "finished", started_at: i, ended_at: i + 60 });
  write("assets.json", { config: { args: { lr: 1 / (i + 1), seed: i, model: "resnet" } } });
  write("summary.json", { best_metric_name: "acc", best_metric_value: i % 100 });
  write("meta.json", { id, created_at: 1.7e9 + i, hostname: "bench", pid: 1, tags: ["a"] });
  return directory;
}

/** Values as Python prints them: floats of full length, a slowly rising time. */
function writeRecords(file: string, records: number, seed = 0): void {
  let text = "";
  for (let step = 1; step <= records; step++) {
    const time = 1.7e9 + step * 0.0371;
    const noise = Math.sin((step + seed * 7) * 12.9898) * 0.5 + 0.5;
    const values = [Math.exp(-step / records) + noise / 10, noise, noise * 17.3, 1e-3 * noise];
    const data = metrics.map((name, i) => `"${name}":${values[i]}`).join(",");
    text += `{"ts":${time},"type":"metrics","data":{${data},"global_step":${step},"time":${time}}}\n`;
    if (text.length > 1 << 22) {
      appendFileSync(file, text);
      text = "";
    }
  }
  appendFileSync(file, text);
}

/** Seconds. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

/** Each call says how much processor time went by since the last. */
function cpuClock(): () => string {
  let last = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(last);
    last = process.cpuUsage();
    return `${((user + system) / 1e6).toFixed(2)} s of processor`;
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function print(what: string, figure: string): void {
  console.log(what.padEnd(40), figure);
}
