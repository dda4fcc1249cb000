// From a large events.jsonl to its index and its first picture: `npm run bench -- ingest [million points, default 10] [rounds, default 3]`.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { BenchViewer, type Indexed } from "./benchViewer.ts";
import { metrics, writeBigRun } from "./bigRun.ts";
import { bundleServer } from "./bundleServer.ts";
import { judge } from "./judge.ts";
import { median, print, round } from "./print.ts";
import { indexRowPerPoint } from "./rowPerPoint.ts";

const [millionPoints = "10", rounds = "3"] = process.argv.slice(2);
const records = (Number(millionPoints) * 1e6) / metrics.length;
const peerBytes = 55e6;
const float32Records = 250_000;

/** What one fresh viewer took, milliseconds. */
interface Round extends Indexed {
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
  const cpu = median(ours.map(({ cpuSeconds }) => Number(millionPoints) / cpuSeconds));
  print("by processor time of the viewer", `${round(cpu, 2)} M points/s`);
  print("a row per point, by processor time", `${round(median(theirCpu), 2)} M points/s`);
  print("first whole picture", `${round(of(({ exact }) => exact) / 1000, 2)} s`);
  const unit = "M points/s";
  judge({ bar: 4, what: "file to committed index", value: rate, unit, least: 5 });
  judge({
    bar: 4,
    what: "beside JSON.parse and a row per point",
    value: rate / peer,
    unit: "times",
    least: 10,
    beside: `theirs, of 1 M points: ${round(peer, 2)} M points/s`,
  });
  const rss = of(({ peakRss }) => peakRss) / 2 ** 20;
  judge({ bar: 4, what: "viewer's memory at most", value: rss, unit: "MiB", most: 200 });
  const p99 = of(({ apiP99 }) => apiP99);
  const beside = `of ${of(({ apiCount }) => apiCount)} requests`;
  judge({ bar: 4, what: "API p99 meanwhile", value: p99, unit: "ms", most: 20, beside });
  judge({
    bar: 5,
    what: "first picture, 4 metrics, from a sample",
    value: ours.every((one) => one.isPreview) ? of((one) => one.preview) : null,
    unit: "ms",
    most: 50,
  });
  judgeSize("index", root, records, 12);

  const small = path.join(folder, "float32");
  writeBigRun(small, "float32", float32Records, Math.fround);
  await oneRound(program, small, "float32");
  judgeSize("index where float32 is lossless", small, float32Records, 7);
}

function judgeSize(what: string, root: string, records: number, most: number): void {
  const value = statSync(path.join(root, ".index", "series.db")).size / records / metrics.length;
  judge({ bar: 7, what, value, unit: "bytes/point", most });
}

/** Starts a viewer on a store without an index, and asks it all the time until it has one. */
async function oneRound(program: string, root: string, run: string): Promise<Round> {
  const viewer = await BenchViewer.start(program, root);
  // A dashboard that wants a picture has been served its page and list before.
  await viewer.call("/api/v2/runs?limit=100");
  const begun = performance.now();
  const { took: preview, isPreview } = await viewer.preview(run);
  const whole = viewer.draw(run).then(() => performance.now() - begun);
  const indexing = { isOver: false };
  const end = viewer.indexed().finally(() => (indexing.isOver = true));
  const delays: number[] = [];
  while (!indexing.isOver) {
    const sent = performance.now();
    await viewer.call("/api/v2/runs?limit=100");
    delays.push(performance.now() - sent);
    await sleep(2);
  }
  const exact = await whole;
  const indexed = await end;
  await viewer.end();
  delays.sort((a, b) => a - b);
  const apiP99 = delays[Math.floor(delays.length * 0.99)] ?? NaN;
  return { ...indexed, preview, isPreview, exact, apiP99, apiCount: delays.length };
}
