import { spawn } from "node:child_process";
import path from "node:path";

import { forEachAtMost } from "#core/async/forEachAtMost.ts";
import { RunicornError } from "#core/protocol/errors.ts";

import { findPython } from "./python.ts";

/** How the example training is started on this machine. */
export interface Training {
  /** What runs it, for a person. */
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The Python example, or the TypeScript one where there is no Python. `demo` is the folder both lie in. */
export async function findTraining(demo: string, env: NodeJS.ProcessEnv): Promise<Training> {
  const python = await findPython(env);
  if (python) {
    return {
      label: `Python ${python.version}`,
      command: python.command,
      args: [path.join(demo, "python", "train.py")],
      env: { ...env, PYTHONPATH: path.join(demo, "sdk"), PYTHONDONTWRITEBYTECODE: "1" },
    };
  }
  return {
    label: `Node.js ${process.version}`,
    command: process.execPath,
    args: [path.join(demo, "typescript", "train.mjs")],
    env: { ...env, ELECTRON_RUN_AS_NODE: "1" },
  };
}

/** Milliseconds a training has to write its end after it was interrupted. */
const patience = 5000;

/** Trains one model. Resolves when the process has ended, by itself or because `signal` was aborted. */
function train(
  training: Training,
  { root, seed, signal }: { root: string; seed: number; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(training.command, [...training.args, "--seed", String(seed)], {
      env: { ...training.env, RUNICORN_DIR: root },
      stdio: ["ignore", "ignore", "pipe"],
      windowsHide: true,
    });
    let complaint = "";
    child.stderr.on("data", (bytes: Buffer) => {
      complaint = (complaint + bytes.toString()).slice(-2000);
    });
    const interrupt = () => {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), patience).unref();
    };
    if (signal.aborted) interrupt();
    else signal.addEventListener("abort", interrupt, { once: true });
    child.on("error", (cause) => reject(failed(cause.message, cause)));
    child.on("close", (code) => {
      signal.removeEventListener("abort", interrupt);
      if (code === 0 || signal.aborted) resolve();
      else reject(failed(complaint.trim() || `it ended with ${code}`));
    });
  });
}

/** Trains one model per seed, at most `together` at a time. */
export async function trainAll(
  training: Training,
  seeds: readonly number[],
  { together, ...options }: { root: string; signal: AbortSignal; together: number },
): Promise<void> {
  await forEachAtMost(together, seeds, async (seed) => {
    if (!options.signal.aborted) await train(training, { ...options, seed });
  });
}

function failed(why: string, cause?: unknown): RunicornError {
  return new RunicornError("service_unavailable", `The example training failed: ${why}`, { cause });
}
