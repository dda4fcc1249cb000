// Does what a part of life.json says; the same as drive_life.py beside it.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { type InitOptions, type Run, init, log } from "../../../sdk/typescript/src/index.ts";

interface Order {
  op: "init" | "resume" | "fork" | "log" | "active" | "text" | "flush" | "finish";
  run: string;
  of: string;
  from: string;
  options: Record<string, unknown>;
  data: Record<string, unknown>;
  step?: number;
  stage?: string;
  text: string;
  status: string;
}

const [script = "", part = "", storage = ""] = process.argv.slice(2);
const document = JSON.parse(readFileSync(script, "utf8")) as Record<string, Order[]>;
const runs = new Map<string, Run>();
const flushed: number[] = [];

function theRun(name: string): Run {
  const run = runs.get(name);
  if (!run) throw new Error(`there is no run ${name}`);
  return run;
}

function optionsOf({ options }: Order): InitOptions {
  const { run_id: runId, ...others } = options;
  return typeof runId === "string" ? { ...others, runId } : others;
}

function linesOf({ runDir }: Run): number {
  const names = ["events.jsonl", `events.rank${process.env["RANK"]}.jsonl`];
  const files = names.map((name) => path.join(runDir, name));
  const file = files.findLast((candidate) => existsSync(candidate));
  return file === undefined ? 0 : readFileSync(file, "utf8").split("\n").length - 1;
}

for (const order of document[part] ?? []) {
  const { op, run, data, step, stage } = order;
  if (op === "init") runs.set(run, init({ storage, ...optionsOf(order) }));
  else if (op === "resume") {
    const runId = theRun(order.of).id;
    runs.set(run, init({ storage, ...optionsOf(order), runId, resume: true }));
  } else if (op === "fork") runs.set(run, theRun(order.from).fork(optionsOf(order)));
  else if (op === "active") log(data);
  else if (op === "log") {
    theRun(run).log(data, {
      ...(step === undefined ? {} : { step }),
      ...(stage === undefined ? {} : { stage }),
    });
  } else if (op === "text") theRun(run).logText(order.text);
  else if (op === "finish") theRun(run).finish(order.status);
  else {
    theRun(run).flush();
    flushed.push(linesOf(theRun(run)));
  }
}
const told = [...runs].map(([name, { id, runDir, status }]) => [
  name,
  { id, directory: runDir, status },
]);
process.stdout.write(`${JSON.stringify({ runs: Object.fromEntries(told) as object, flushed })}\n`);
