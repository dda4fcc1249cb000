// From a large events.jsonl to its index and its first picture: `npm run bench -- ingest [million points, default 10] [rounds, default 3]`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { decodeSeries, seriesMediaType } from "#core/protocol/seriesCodec.ts";

import { metrics, writeBigRun } from "./bigRun.ts";
import { bundleServer } from "./bundleServer.ts";
import { median, print, round, verdict } from "./print.ts";
import { indexRowPerPoint } from "./rowPerPoint.ts";

const [millionPoints = "10", rounds = "3"] = process.argv.slice(2);
const records = (Number(millionPoints) * 1e6) / metrics.length;
const peerBytes = 55e6;
const float32Records = 250_000;

/** What one fresh viewer took. Milliseconds but for `seconds`. */
interface Round {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRss: number;
  readonly preview: number;
  readonly isPreview: boolean;
  /** From the first request to the whole picture. */
  readonly exact: number;
  readonly apiP99: number;
  readonly apiCount: number;
}

const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
try {
  await bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const program = await bundleServer(path.join(folder, "viewer"));
  const root = path.join(folder, "store");
  const file = writeBigRun(root, "big", records);
  print("events.jsonl", `${round(statSync(file).size / 1e6, 0)} MB, ${millionPoints} M points`);
  const ours: Round[] = [];
  const theirs: number[] = [];
  const theirCpu: number[] = [];
  for (let i = 0; i < Number(rounds); i++) {
    rmSync(path.join(root, ".index"), { recursive: true, force: true });
    ours.push(await oneRound(program, root, "big"));
    const rows = indexRowPerPoint(file, peerBytes, path.join(folder, `rows${i}.db`));
    theirs.push(rows.points / rows.seconds / 1e6);
    theirCpu.push(rows.points / rows.cpuSeconds / 1e6);
  }
  const rate = median(ours.map(({ seconds }) => Number(millionPoints) / seconds));
  const peer = median(theirs);
  const of = (figure: (one: Round) => number) => median(ours.map(figure));
  print("file to committed index", `${round(rate, 2)} M points/s (bar 5) ${verdict(rate >= 5)}`);
  const cpu = median(ours.map(({ cpuSeconds }) => Number(millionPoints) / cpuSeconds));
  print("the same, by processor time of the viewer", `${round(cpu, 2)} M points/s`);
  print("JSON.parse and a row per point (1 M of them)", `${round(peer, 2)} M points/s`);
  print("the same, by processor time", `${round(median(theirCpu), 2)} M points/s`);
  print("ours / theirs", `${round(rate / peer)} times (bar 10) ${verdict(rate / peer >= 10)}`);
  const rss = of(({ peakRss }) => peakRss) / 2 ** 20;
  print("viewer's memory at most", `${round(rss, 0)} MiB (bar 200) ${verdict(rss <= 200)}`);
  const p99 = of(({ apiP99 }) => apiP99);
  const requests = of(({ apiCount }) => apiCount);
  print("API p99 meanwhile", `${round(p99)} ms of ${requests} (bar 20) ${verdict(p99 <= 20)}`);
  const preview = of((one) => one.preview);
  const isPreview = ours.every((one) => one.isPreview);
  print(
    "first picture, 4 metrics, from a sample",
    `${round(preview)} ms (bar 50) ${isPreview ? verdict(preview <= 50) : "NOT A PREVIEW"}`,
  );
  print("first whole picture", `${round(of(({ exact }) => exact) / 1000, 2)} s`);
  judgeSize("index", root, records, 12);

  const small = path.join(folder, "float32");
  writeBigRun(small, "float32", float32Records, Math.fround);
  await oneRound(program, small, "float32");
  judgeSize("index where float32 is lossless", small, float32Records, 7);
}

function judgeSize(what: string, root: string, records: number, bar: number): void {
  const bytes = statSync(path.join(root, ".index", "series.db")).size / records / metrics.length;
  print(what, `${round(bytes, 2)} bytes/point (bar ${bar}) ${verdict(bytes <= bar)}`);
}

/** Starts a viewer on a store without an index, and asks it all the time until it has one. */
async function oneRound(program: string, root: string, run: string): Promise<Round> {
  const viewer = spawn(process.execPath, [program, root], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(viewer.stdout)[Symbol.asyncIterator]();
  const say = async <T>() => JSON.parse(String((await lines.next()).value)) as T;
  const { port, token } = await say<{ port: number; token: string }>();
  const authorization = `Bearer ${token}`;
  const call = async (address: string, init: RequestInit = {}): Promise<Uint8Array> => {
    const headers = { authorization, accept: seriesMediaType, "content-type": "application/json" };
    const response = await fetch(`http://127.0.0.1:${port}${address}`, { ...init, headers });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const draw = async (preview: boolean) => {
    const body = { series: metrics.map((key) => ({ run, key })), points: 1000, preview };
    const init = { method: "POST", body: JSON.stringify(body) };
    return decodeSeries(await call("/api/v2/metrics/query", init));
  };
  // A dashboard that wants a picture has been served its page and list before.
  await call("/api/v2/runs?limit=100");
  const begun = performance.now();
  const first = await draw(true);
  const preview = performance.now() - begun;
  const whole = draw(false).then(() => performance.now() - begun);
  const indexing = { isOver: false };
  const end = say<Pick<Round, "seconds" | "cpuSeconds" | "peakRss">>().finally(
    () => (indexing.isOver = true),
  );
  const delays: number[] = [];
  while (!indexing.isOver) {
    const sent = performance.now();
    await call("/api/v2/runs?limit=100");
    delays.push(performance.now() - sent);
    await sleep(2);
  }
  const exact = await whole;
  const indexed = await end;
  viewer.stdin.end();
  await once(viewer, "exit");
  delays.sort((a, b) => a - b);
  const apiP99 = delays[Math.floor(delays.length * 0.99)] ?? NaN;
  const isPreview = first.every((one) => one.preview === true);
  return { ...indexed, preview, isPreview, exact, apiP99, apiCount: delays.length };
}
