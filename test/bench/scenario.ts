import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { type Figure, figuresVariable } from "./judge.ts";

export interface Scenario {
  readonly name: string;
  readonly args: readonly string[];
  /** The same in small, which says whether it works and nothing about bars. */
  readonly small: readonly string[];
}

export interface Outcome {
  readonly command: string;
  /** "0" when all went well; else a status, a signal or `timeout`. */
  readonly ended: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** Runs a scenario in a process group and a temporary folder of its own; both are gone afterwards. */
export async function runScenario(
  name: string,
  args: readonly string[],
  milliseconds: number,
): Promise<Outcome> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-bench-"));
  const figures = path.join(folder, "figures.jsonl");
  const temporary = path.join(folder, "tmp");
  mkdirSync(temporary);
  const program = path.join(import.meta.dirname, `${name}.ts`);
  const begun = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, TMPDIR: temporary, [figuresVariable]: figures },
    detached: true,
  });
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nobody of it is left.
    }
  };
  const interrupt = () => {
    endGroup();
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    endGroup();
  }, milliseconds);
  try {
    const ended = await new Promise<string>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (status, signal) => resolve(String(status ?? signal)));
    });
    return {
      command: ["npm run bench --", name, ...args].join(" "),
      ended: late.signal.aborted ? "timeout" : ended,
      seconds: (performance.now() - begun) / 1000,
      figures: existsSync(figures) ? readFigures(figures) : [],
    };
  } finally {
    clearTimeout(timer);
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    endGroup();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function readFigures(file: string): Figure[] {
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Figure);
}
