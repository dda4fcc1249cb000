// The TypeScript SDK at work, measured; takes the arguments of writers.py and prints the same.
import { existsSync, globSync, readFileSync, readdirSync, statSync, writeSync } from "node:fs";
import path from "node:path";

import type * as Sdk from "../../sdk/typescript/src/index.ts";

const [writer = "", folder = "", how = "", count = "0"] = process.argv.slice(2);
const metrics = 4;
const began = performance.now();
// What is installed from npm, not its source.
const { init } = (await import(
  path.resolve(import.meta.dirname, "../../sdk/typescript/dist/index.js")
)) as typeof Sdk;
const imported = performance.now();
const options =
  { "ts deferred": { deferred: true }, "ts durable": { durable: true } }[writer] ?? {};
const run = init({ project: "bench", storage: folder, ...options });
const begun = performance.now();

function values(step: number) {
  return { loss: 1 / step, acc: step * 1e-6, lr: 3e-4 / step, grad_norm: (step % 97) + 0.5 };
}

async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

if (how === "paced") {
  for (let step = 1; ; step++) {
    run.log(values(step));
    writeSync(1, `${step}\n`);
    // Not by a timer, whose milliseconds are too coarse.
    while (performance.now() < begun + step) await new Promise((resolve) => setImmediate(resolve));
  }
}

await sleep(1500);
for (let step = 1; step <= 100; step++) run.log(values(step));
const calls = Number(count);
const times = new Float64Array(calls);
const [cpu, size] = [treeSeconds(), bytesOf(folder)];
for (let i = 0; i < calls; i++) {
  const record = values(101 + i);
  const start = performance.now();
  run.log(record);
  times[i] = (performance.now() - start) * 1000;
}
const end = performance.now();
run.finish();
const finished = performance.now() - end;
times.sort();
const result = {
  p50_us: times[calls >> 1],
  p99_us: times[Math.floor(calls * 0.99)],
  mean_us: times.reduce((sum, time) => sum + time, 0) / calls,
  cpu_us: ((treeSeconds() - cpu) / calls) * 1e6,
  bytes_per_point: (bytesOf(folder) - size) / calls / metrics,
  finish_ms: finished,
  import_ms: imported - began,
  init_ms: begun - imported,
};
writeSync(1, `${JSON.stringify(result)}\n`);

/** CPU time of this process and its children. */
function treeSeconds(): number {
  if (!existsSync("/proc/self/stat")) return process.cpuUsage().user / 1e6;
  let ticks = 0;
  const waiting = [String(process.pid)];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      for (const field of fields.slice(11, 15)) ticks += Number(field);
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        const text = readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim();
        if (text !== "") waiting.push(...text.split(" "));
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / 100;
}

function bytesOf(root: string): number {
  return globSync(path.join(root, "**"))
    .map((file) => statSync(file))
    .reduce((sum, state) => sum + (state.isFile() ? state.size : 0), 0);
}
