import { execFileSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type * as Sdk from "../../sdk/typescript/src/index.ts";
import { median, print, round, verdict } from "./print.ts";

/** What a call costs that is switched off. */
export interface Off {
  readonly empty_ns: number;
  readonly run_log_ns: number;
  readonly log_ns: number;
  /** Of `run.log` and `log`, to an empty function with the same arguments. */
  readonly ratios: readonly number[];
}

const calls = 20_000;

/** Prints and returns the cost of the off switch in both languages. */
export function off(): Record<string, Off> {
  const python = process.env["PYTHON"] ?? "python3";
  const programs = {
    python: [python, path.join(import.meta.dirname, "off_switch.py")],
    typescript: [process.execPath, import.meta.filename],
  };
  const found: Record<string, Off> = {};
  for (const [name, [command = "", program = ""]] of Object.entries(programs)) {
    const env = { ...process.env, PYTHONPATH: path.resolve("sdk/python"), RUNICORN_ON: "0" };
    const off = JSON.parse(execFileSync(command, [program], { env, encoding: "utf8" })) as Off;
    found[name] = off;
    const [method = 0, module = 0] = off.ratios;
    print(
      `switched off, ${name}`,
      `run.log ${round(method, 2)}×, log ${round(module, 2)}× an empty function of ${round(off.empty_ns)} ns (bar ≤ 2×) ${verdict(Math.max(method, module) <= 2)}`,
    );
  }
  return found;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { init, log } = (await import(
    path.resolve(import.meta.dirname, "../../sdk/typescript/dist/index.js")
  )) as typeof Sdk;
  const run = init({ project: "off" });
  const empty = (_data: object, _options?: object): void => undefined;
  const nanoseconds = (call: (data: Record<string, number>, options: { step: number }) => void) => {
    const record = { loss: 0.5, acc: 0.9, lr: 1e-3, grad_norm: 2 };
    const begun = performance.now();
    for (let step = 0; step < calls; step++) call(record, { step });
    return ((performance.now() - begun) * 1e6) / calls;
  };
  const rounds = Array.from({ length: 15 }, () => [
    nanoseconds((data, options) => empty(data, options)),
    nanoseconds((data, options) => run.log(data, options)),
    nanoseconds((data, options) => log(data, options)),
  ]);
  const column = (i: number) => median(rounds.map((line) => line[i] ?? 0));
  const ratio = (i: number) => median(rounds.map((line) => (line[i] ?? 0) / (line[0] ?? 1)));
  const answer: Off = {
    empty_ns: column(0),
    run_log_ns: column(1),
    log_ns: column(2),
    ratios: [ratio(1), ratio(2)],
  };
  console.log(JSON.stringify(answer));
}
