import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

import * as z from "zod";

import { until } from "#test/support/until.ts";

import { checkout } from "./paths.ts";

const Said = z.discriminatedUnion("event", [
  z.object({ event: z.literal("init"), run: z.string(), at: z.number() }),
  z.object({
    event: z.literal("log"),
    step: z.number().nullable(),
    keys: z.array(z.string()),
    at: z.number(),
  }),
  z.object({ event: z.literal("end"), at: z.number() }),
]);
type Said = z.infer<typeof Said>;

const fixtures = path.join(import.meta.dirname, "fixtures");
export const exampleTraining = path.join(checkout, "examples/python/train.py");
export const failingTraining = path.join(fixtures, "failing.py");

export const alertingTraining = path.join(fixtures, "alerting.py");

/** A Python training with our SDK, as a person starts it in a terminal; it says when each call returned. */
export class Training {
  readonly said: Said[] = [];
  readonly #child: ChildProcess;
  #output = "";

  constructor(script: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn("python3", [path.join(fixtures, "measured.py"), script, ...args], {
      cwd,
      env: {
        ...env,
        // The interpreter may be one that HOME decides on.
        HOME: process.env["HOME"],
        XDG_CONFIG_HOME: env["XDG_CONFIG_HOME"],
        PYTHONPATH: path.join(checkout, "sdk/python"),
        PYTHONDONTWRITEBYTECODE: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { stdout, stderr } = this.#child;
    if (stdout !== null) {
      createInterface({ input: stdout }).on("line", (line) => {
        if (line.startsWith("{")) this.said.push(Said.parse(JSON.parse(line)));
      });
    }
    stderr?.on("data", (text: Buffer) => (this.#output += text.toString()));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** When `init` returned, in Unix seconds, and the run's id. */
  async init(): Promise<{ readonly run: string; readonly at: number }> {
    return until(
      () => {
        const init = this.said.find((said) => said.event === "init");
        if (init === undefined && this.ended) throw new Error(this.#output);
        return init;
      },
      { timeout: 20_000 },
    );
  }

  /** When `log` returned for the last record of each step that holds the key, in Unix milliseconds. */
  logged(key: string): ReadonlyMap<number, number> {
    const times = new Map<number, number>();
    for (const said of this.said) {
      if (said.event === "log" && said.step !== null && said.keys.includes(key)) {
        times.set(said.step, said.at * 1000);
      }
    }
    return times;
  }

  async end(): Promise<void> {
    await until(() => this.ended, { timeout: 60_000 });
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    this.#child.kill(signal);
  }
}
