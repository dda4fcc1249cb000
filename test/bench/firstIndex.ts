// The first index of many run directories beside reading their files once: `npm run bench -- firstIndex [runs, default 100000] [environment: each with an environment.json]`. Bar 9 of the project.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";
import { generateRuns } from "#test/support/generateRuns.ts";

import { judge } from "./judge.ts";
import { ms, print, round, timeOf } from "./print.ts";

const count = Number(process.argv[2] ?? 100_000);
const hasEnvironment = process.argv[3] === "environment";
const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
const root = path.join(folder, "store");

/** Milliseconds. */
interface Indexing {
  readonly took: number;
  /** Until the first row is in a list. */
  readonly firstRow: number;
  /** The longest time the event loop was held. */
  readonly held: number;
}

try {
  print(
    `${count} run directories written`,
    ms(timeOf(() => generateRuns({ root, count, hasEnvironment }))),
  );
  await benchWarm();
  await benchCold();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** On what a disk gives: with the page cache dropped, where this process may do that. */
async function benchCold(): Promise<void> {
  const what = `first index of ${count} runs / reading once, cold`;
  if (!dropCaches()) {
    const beside = "the page cache is root's to drop";
    judge({ bar: 9, what, value: null, unit: "times", most: 1.5, beside });
    return;
  }
  const read = timeOf(() => readOnce(root));
  dropCaches();
  const index = await firstIndex();
  const beside = `${ms(index.took)} / ${ms(read)}`;
  judge({ bar: 9, what, value: index.took / read, unit: "times", most: 1.5, beside });
  const share = index.firstRow / index.took;
  judge({
    bar: 9,
    what: "first row, cold, as a share of that",
    value: share,
    unit: "of it",
    most: 0.5,
    beside: `after ${ms(index.firstRow)}`,
  });
}

async function benchWarm(): Promise<void> {
  // Once for the page cache.
  readOnce(root);
  const read = timeOf(() => readOnce(root));
  const index = await firstIndex();
  print("warm: reading once, first index", `${ms(read)}, ${ms(index.took)}`);
  print("first index / reading once, warm", `${round(index.took / read, 2)}`);
  print("first row, event loop held at most", `${ms(index.firstRow)}, ${ms(index.held)}`);
  const begun = performance.now();
  (await Store.open({ root })).dispose();
  print("open again", ms(performance.now() - begun));
}

async function firstIndex(): Promise<Indexing> {
  rmSync(path.join(root, ".index"), { recursive: true, force: true });
  const begun = performance.now();
  const store = await Store.open({ root, patienceMs: 0 });
  const page = () => store.listRuns(RunsQuery.parse({ limit: 1 }));
  let first: number | undefined;
  let slowest = 0;
  let last = performance.now();
  const pulse = setInterval(() => {
    slowest = Math.max(slowest, performance.now() - last - 5);
    last = performance.now();
  }, 5);
  // Seldom, since each list is sorted anew while runs come.
  for (let list = page(); list.indexing; list = page()) {
    if (list.total > 0) first ??= performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, first === undefined ? 5 : 500));
  }
  clearInterval(pulse);
  const took = performance.now() - begun;
  store.dispose();
  return { took, firstRow: first ?? took, held: slowest };
}

function dropCaches(): boolean {
  try {
    // What is not written yet cannot be dropped.
    execFileSync("sync");
    writeFileSync("/proc/sys/vm/drop_caches", "3");
    return true;
  } catch {
    return false;
  }
}

/** Reads every file of every run directory. */
function readOnce(directory: string): number {
  let bytes = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== ".index") bytes += readOnce(file);
    else if (entry.isFile()) bytes += readFileSync(file).length;
  }
  return bytes;
}
