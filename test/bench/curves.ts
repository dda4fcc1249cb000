// Curves of a very long run in windows of 100 % to 0.01 % of it: `npm run bench -- curves [million points of each metric, default 10]`.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import { seriesMediaType } from "#core/protocol/seriesCodec.ts";
import { openDatabase } from "#core/store/index/db.ts";
import { SeriesIndex } from "#core/store/series/seriesIndex.ts";
import { queryCurve, type Window } from "#core/store/series/seriesQuery.ts";
import type { Steps } from "#core/store/series/steps.ts";

import { judge } from "./judge.ts";
import { median, print, round } from "./print.ts";

const [millionPoints = "10"] = process.argv.slice(2);
const records = Number(millionPoints) * 1e6;
const metrics = ["loss", "acc"];
const run = "long";
const shares = [1, 0.1, 0.01, 0.001, 0.0001];
const warmRounds = 60;
const coldRounds = 6;
const httpRounds = 30;

const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
try {
  const root = path.join(folder, "store");
  writeRun(root);
  await benchHttp(root);
  const ours = benchStorage(path.join(root, ".index"));
  benchRows(path.join(folder, "rows.db"), ours);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A window of this share of the run, anywhere in it. */
function anyWindow(share: number): Window {
  const min = Math.floor(Math.random() * (1 - share) * records) + 1;
  return { x: "step", points: 1000, range: { min, max: min + share * records - 1 } };
}

/** Milliseconds a whole round of requests takes a viewer of its own. */
async function benchHttp(root: string): Promise<void> {
  const program = path.join(import.meta.dirname, "ingestServer.ts");
  const viewer = spawn(process.execPath, [program, root], { stdio: ["pipe", "pipe", "inherit"] });
  const { port, token, seconds } = await indexed(viewer);
  print(`indexing ${metrics.length} metrics of ${millionPoints} M points`, `${round(seconds)} s`);
  const ask = async (window: Window, keys: readonly string[], accept: string): Promise<number> => {
    const body = JSON.stringify({ ...window, series: keys.map((key) => ({ run, key })) });
    const headers = {
      authorization: `Bearer ${token}`,
      accept,
      "content-type": "application/json",
    };
    const sent = performance.now();
    const url = `http://127.0.0.1:${port}/api/v2/metrics/query`;
    const response = await fetch(url, { method: "POST", body, headers });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the viewer answered ${response.status}`);
    return performance.now() - sent;
  };
  for (const [form, accept] of [
    ["binary", seriesMediaType],
    ["JSON", "application/json"],
  ] as const) {
    for (const count of [1, metrics.length]) {
      const times: number[] = [];
      for (let i = 0; i < httpRounds; i++) {
        for (const share of shares) {
          times.push(await ask(anyWindow(share), metrics.slice(0, count), accept));
        }
      }
      judge({
        bar: 6,
        what: `HTTP, ${form}, ${count} x 1000 buckets, any window`,
        value: median(times),
        unit: "ms",
        most: 5 + 2 * count,
        beside: `p99 ${round(percentile(times, 0.99), 2)}`,
      });
    }
  }
  viewer.stdin.end();
  await once(viewer, "exit");
}

async function indexed(
  viewer: ChildProcess,
): Promise<{ port: number; token: string; seconds: number }> {
  if (!viewer.stdout) throw new Error("the viewer says nothing");
  const said: object[] = [];
  for await (const line of createInterface(viewer.stdout)) {
    said.push(JSON.parse(line) as object);
    if (said.length === 2) break;
  }
  return Object.assign({}, ...said) as { port: number; token: string; seconds: number };
}

/** Milliseconds per window, by share. */
function benchStorage(directory: string): Map<number, number> {
  const warm = new Map<number, number>();
  const all: number[] = [];
  const index = new SeriesIndex(directory);
  const before = process.cpuUsage();
  for (const share of shares) {
    const times = Array.from({ length: warmRounds }, () => draw(index, anyWindow(share)));
    // The first reads what the others find read.
    all.push(...times.slice(5));
    warm.set(share, median(times));
    print(`storage, 1000 buckets of ${percent(share)}, warm`, spread(times.slice(5)));
  }
  const { user, system } = process.cpuUsage(before);
  const each = round((user + system) / 1000 / (warmRounds * shares.length), 2);
  const p99 = percentile(all, 0.99);
  print("storage, warm, all windows: processor time", `${each} ms each`);
  judge({ bar: 6, what: "storage, warm, p99 of all windows", value: p99, unit: "ms", most: 5 });
  for (const window of [
    { sampling: "lttb" },
    { smoothing: { kind: "gaussian", scale: records / 50 } },
    { x: "acc" },
  ] as const) {
    const times = Array.from({ length: 5 }, () =>
      draw(index, { ...anyWindow(1), ...window, range: {} }),
    );
    print(`the same of all with ${JSON.stringify(window)}`, spread(times));
  }
  index.file.close();

  const cold: number[] = [];
  for (const share of shares) {
    for (let i = 0; i < coldRounds; i++) {
      if (!dropFromCache(path.join(directory, "series.db"))) {
        const beside = "needs GNU dd";
        judge({ bar: 6, what: "storage, cold", value: null, unit: "ms", most: 20, beside });
        return warm;
      }
      const index = new SeriesIndex(directory);
      cold.push(draw(index, anyWindow(share)));
      index.file.close();
    }
  }
  const coldP99 = percentile(cold, 0.99);
  judge({
    bar: 6,
    what: "storage, cold, p99 of all windows",
    value: coldP99,
    unit: "ms",
    most: 20,
  });
  return warm;
}

/** Milliseconds from nothing in memory of the run to the curve. */
function draw(index: SeriesIndex, window: Window): number {
  const begun = performance.now();
  const file = { name: "events.jsonl", source: "events", rank: null } as const;
  const { series } = index.load(`bench/long/runs/${run}`, file);
  const one = series.get("loss");
  if (!one) throw new Error("the run is not indexed");
  const { x_first } = finish(queryCurve(one, window, (key) => series.get(key)));
  if (x_first.length === 0) throw new Error("there is nothing in the window");
  return performance.now() - begun;
}

function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next(false);
    if (done) return value;
  }
}

function dropFromCache(file: string): boolean {
  return spawnSync("dd", [`if=${file}`, "iflag=nocache", "count=0"]).status === 0;
}

/** SQL over a row for each point. */
function benchRows(file: string, ours: ReadonlyMap<number, number>): void {
  const db = openDatabase(file);
  db.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE point (
      run INTEGER, metric INTEGER, step REAL, value REAL, ts REAL, PRIMARY KEY (run, metric, step)) WITHOUT ROWID;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${records})
    INSERT INTO point SELECT 1, 0, i, sin(i * 12.9898), 1.73e9 + i * 0.055 FROM n;`);
  const query = db.prepare(`
    SELECT min(step), max(step), min(value), max(value), avg(value), count(*) FROM point
    WHERE run = 1 AND metric = 0 AND step BETWEEN ? AND ? GROUP BY CAST((step - ?) / ? AS INTEGER)`);
  for (const share of shares) {
    const times = Array.from({ length: share > 0.05 ? 1 : 7 }, () => {
      const { min = 0, max = 0 } = anyWindow(share).range ?? {};
      const begun = performance.now();
      query.all(min, max, min, (max - min + 1) / 1000);
      return performance.now() - begun;
    });
    judge({
      bar: 6,
      what: `beside SQL over rows, ${percent(share)} of the run`,
      value: median(times) / (ours.get(share) ?? NaN),
      unit: "times",
      beside: `theirs ${round(median(times))} ms`,
    });
  }
  db.close();
}

function writeRun(root: string): void {
  const directory = path.join(root, "bench", "long", "runs", run);
  mkdirSync(directory, { recursive: true });
  const write = (file: string, value: object) =>
    writeFileSync(path.join(directory, file), JSON.stringify(value));
  write("status.json", { status: "finished", started_at: 1.73e9, ended_at: 1.74e9 });
  write("meta.json", { id: run, created_at: 1.73e9 });
  const descriptor = openSync(path.join(directory, "events.jsonl"), "w");
  let lines: string[] = [];
  for (let step = 1; step <= records; step++) {
    const noise = Math.sin(step * 12.9898) * 0.5 + 0.5;
    const time = (1.73e9 + step * 0.055 + noise * 0.01).toFixed(6);
    const data = `"loss": ${Math.exp(-step / records) + noise / 10}, "acc": ${noise}`;
    lines.push(
      `{"ts": ${time}, "type": "metrics", "data": {${data}, "global_step": ${step}, "time": ${time}}}\n`,
    );
    if (lines.length < 20_000 && step < records) continue;
    writeSync(descriptor, lines.join(""));
    lines = [];
  }
  closeSync(descriptor);
}

function spread(times: readonly number[]): string {
  return `${round(median(times), 2)} ms, p99 ${round(percentile(times, 0.99), 2)}`;
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function percent(share: number): string {
  return `${round(share * 100, 2)} %`;
}
