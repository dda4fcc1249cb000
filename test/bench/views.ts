// The whole picture of a long run beside TensorBoard and Trackio: `npm run bench -- views [million points, default 10] [rounds, default 3]`. Bar 5.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { BenchViewer } from "./benchViewer.ts";
import { metrics, writeBigRun } from "./bigRun.ts";
import { bundleServer } from "./bundleServer.ts";
import { writeEventFile } from "./eventFile.ts";
import { judge } from "./judge.ts";
import { PeerServer, peerPython } from "./peerServer.ts";
import { median, ms, print, round, timeOf } from "./print.ts";

const [millionPoints = "10", rounds = "3"] = process.argv.slice(2);
const records = (Number(millionPoints) * 1e6) / metrics.length;
const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
const root = path.join(folder, "store");
const events = path.join(folder, "tensorboard");
const trackio = path.join(folder, "trackio");

/** Milliseconds to the picture, of each round. */
const ours: number[] = [];
const tensorboards: number[] = [];
const trackios: number[] = [];

try {
  await bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const program = await bundleServer(path.join(folder, "viewer"));
  const file = writeBigRun(root, "big", records);
  const python = peerPython("peers");
  if (python !== undefined) writeForTensorBoard();
  for (let i = 0; i < Number(rounds); i++) {
    ours.push(await drawOurs(program));
    if (python !== undefined) tensorboards.push(await drawTensorBoard(python));
  }
  report("TensorBoard's Rust loader", tensorboards, 2);
  // Last, since it takes long to write.
  if (python !== undefined) {
    const written = timeOf(() => runTrackio(python, "write", file));
    print("Trackio's rows written", ms(written));
    // What is still on its way to the disk would slow the first of ours.
    spawnSync("sync");
    ours.length = 0;
    for (let i = 0; i < Number(rounds); i++) {
      ours.push(await drawOurs(program));
      trackios.push(drawTrackio(python));
    }
  }
  report("a view of Trackio", trackios, 6);
}

function report(peer: string, theirs: readonly number[], least: number): void {
  const what = `whole picture beside ${peer}`;
  if (theirs.length === 0) {
    const beside = "npm run bench:peers installs it";
    judge({ bar: 5, what, value: null, unit: "times", least, beside });
    return;
  }
  const ratios = theirs.map((their, i) => their / (ours[i] ?? NaN));
  const range = `${round(Math.min(...ratios))} to ${round(Math.max(...ratios))} times`;
  const beside = `theirs ${ms(median(theirs))}, ours ${ms(median(ours))}; ${range}`;
  judge({ bar: 5, what, value: median(ratios), unit: "times", least, beside });
}

function writeForTensorBoard(): void {
  print("event file written", ms(timeOf(() => writeEventFile(path.join(events, "big"), records))));
  mkdirSync(path.join(folder, "none"));
}

/** From the start of a viewer that listens to exact curves of all metrics. */
async function drawOurs(program: string): Promise<number> {
  rmSync(path.join(root, ".index"), { recursive: true, force: true });
  const viewer = await BenchViewer.start(program, root);
  await viewer.call("/api/v2/runs?limit=100");
  const begun = performance.now();
  await viewer.draw("big");
  const took = performance.now() - begun;
  await viewer.end();
  return took;
}

/** From its start to a sample of 1000 points of each metric, without what it takes to start. */
async function drawTensorBoard(python: string): Promise<number> {
  const nothing = await tensorBoard(python, path.join(folder, "none"), () => true);
  const all = await tensorBoard(python, events, (answer) => {
    const points = answer as [number, number, number][];
    return points.at(-1)?.[1] === records;
  });
  return all - nothing;
}

async function tensorBoard(
  python: string,
  logs: string,
  isWhole: (answer: unknown) => boolean,
): Promise<number> {
  const begun = performance.now();
  const server = await PeerServer.start(python, (port) =>
    `-m tensorboard.main --load_fast true --host 127.0.0.1 --port ${port} --logdir ${logs}`.split(
      " ",
    ),
  );
  const tag = metrics.at(-1) ?? "";
  const last =
    logs === events
      ? `/data/plugin/scalars/scalars?run=big&tag=${tag}`
      : "/data/plugin/scalars/tags";
  await server.until(last, isWhole);
  const took = performance.now() - begun;
  await server.end();
  return took;
}

/** Its own measure: without starting, without HTTP. */
function drawTrackio(python: string): number {
  const { seconds, points } = JSON.parse(runTrackio(python, "view")) as {
    seconds: number;
    points: number;
  };
  if (points === 0) throw new Error("Trackio found nothing");
  return seconds * 1000;
}

function runTrackio(python: string, ...args: string[]): string {
  return execFileSync(python, [path.join(import.meta.dirname, "trackioViews.py"), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TRACKIO_DIR: trackio },
  });
}
