// Beside the viewer of Python Runicorn 0.6, over HTTP: `npm run bench -- runicorn06 [million points, default 10]`. Of bars 6 and 8.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { generateRuns } from "#test/support/generateRuns.ts";

import { BenchViewer } from "./benchViewer.ts";
import { metrics, writeBigRun } from "./bigRun.ts";
import { bundleServer } from "./bundleServer.ts";
import { judge } from "./judge.ts";
import { PeerServer, peerPython } from "./peerServer.ts";
import { median, ms, print } from "./print.ts";

const [millionPoints = "10"] = process.argv.slice(2);
const records = (Number(millionPoints) * 1e6) / metrics.length;
const runs = 1000;
const oursRepeats = 30;
const theirRepeats = 3;
const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));

/** One question to both viewers. */
interface Question {
  readonly bar: number;
  readonly what: string;
  readonly least: number;
  readonly ours: (viewer: BenchViewer) => Promise<unknown>;
  readonly theirs: string;
}

const curve = { bar: 6, least: 200, theirs: "/api/runs/big/metrics_step?downsample=1000" };

try {
  const program = await bundleServer(path.join(folder, "viewer"));
  const lists = path.join(folder, "lists");
  generateRuns({ root: lists, count: runs, records: 5 });
  await bench(program, lists, [
    {
      bar: 8,
      what: `list of ${runs} runs`,
      least: 20,
      ours: (viewer) => viewer.call(`/api/v2/runs?limit=${runs}`),
      theirs: "/api/runs",
    },
  ]);
  const curves = path.join(folder, "curves");
  writeBigRun(curves, "big", records);
  const what = `4 curves of ${millionPoints} M points`;
  await bench(program, curves, [
    { ...curve, what, ours: (viewer) => viewer.draw("big") },
    {
      ...curve,
      what: `${what}, JSON`,
      ours: (viewer) => viewer.draw("big", { accept: "application/json" }),
    },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench(program: string, root: string, questions: readonly Question[]): Promise<void> {
  const python = peerPython("runicorn");
  const viewer = await BenchViewer.start(program, root);
  await viewer.indexed();
  const peer = python === undefined ? undefined : await startPeer(python, root);
  try {
    const theirTimes = new Map<string, number[]>();
    for (const { bar, what, least, ours, theirs } of questions) {
      const ourTimes: number[] = [];
      const their = theirTimes.get(theirs) ?? [];
      if (peer && !theirTimes.has(theirs)) {
        // It reads everything at first, and keeps it.
        print(`theirs, ${what}, at first`, ms(await took(() => peer.call(theirs))));
        theirTimes.set(theirs, their);
      }
      await ours(viewer);
      for (let i = 0; i < theirRepeats; i++) {
        if (peer) their.push(await took(() => peer.call(theirs)));
        for (let j = 0; j < oursRepeats / theirRepeats; j++) {
          ourTimes.push(await took(() => ours(viewer)));
        }
      }
      judge({
        bar,
        what: `${what}, beside Python Runicorn`,
        value: peer ? median(their) / median(ourTimes) : null,
        unit: "times",
        least,
        beside: peer
          ? `theirs ${ms(median(their))}, ours ${ms(median(ourTimes))}`
          : "npm run bench:peers installs it",
      });
    }
  } finally {
    await peer?.end();
    await viewer.end();
  }
}

async function startPeer(python: string, root: string): Promise<PeerServer> {
  const home = path.join(folder, "home");
  const args = ["-m", "runicorn", "viewer", "--storage", root, "--log-level", "ERROR", "--port"];
  const peer = await PeerServer.start(python, (port) => [...args, port], {
    HOME: home,
    XDG_CONFIG_HOME: home,
    RUNICORN_USER_CONFIG_DIR: home,
  });
  await peer.until("/api/health", () => true);
  return peer;
}

async function took(ask: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await ask();
  return performance.now() - begun;
}
