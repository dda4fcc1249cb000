import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type { Sdk } from "./sdks.ts";

/** What `shortTraining` is told to do; see there and in `faultPlan`. */
export interface Play {
  readonly init?: Readonly<Record<string, unknown>>;
  /** Seconds by which the clock is off from a step on. */
  readonly clock?: readonly (readonly [step: number, seconds: number])[];
  readonly steps?: number;
  /** Size of a text in every record. */
  readonly bytes?: number;
  /** The step before which a full disk is enlarged. */
  readonly room_at?: number;
  readonly end?: "finish" | "os._exit" | "abort" | "segfault" | "shutdown";
  readonly fault?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
}

/** What became of it. */
export interface Played {
  /** Undefined when the training did not get so far, null when nothing was recorded. */
  directory: string | null | undefined;
  /** Steps whose log() had returned. */
  logged: number;
  /** Steps whose flush() had returned. */
  flushed: number;
  /** Files that the last flush() left to the kernel to write. */
  unsynced: readonly string[];
  finished: boolean;
  dropped: number;
  /** Kinds of the calls that a fault can hit; only of a training that came to its end. */
  calls: readonly string[];
  code: number | null;
  signal: NodeJS.Signals | null;
  /** All of stderr. */
  complaints: string;
}

const preload = pathToFileURL(path.join(import.meta.dirname, "faultPlan.ts")).href;

/** Runs a short training of an SDK in a process of its own, with a fault. */
export async function playTraining(sdk: Sdk, root: string, play: Play = {}): Promise<Played> {
  const { fault = {}, env, init = {}, ...training } = play;
  const args = sdk.name === "typescript" ? ["--import", preload] : [];
  const child = spawn(sdk.command, [...args, sdk.program("shortTraining")], {
    env: {
      ...sdk.env,
      // What capture writes has tests of its own and would make each of thousands of trainings slow.
      RUNICORN_CAPTURE_ENV: "0",
      RUNICORN_CAPTURE_CODE: "0",
      RUNICORN_TEST_TRAINING: JSON.stringify({ root, init, ...training }),
      RUNICORN_TEST_FAULT: JSON.stringify({ root, ...fault }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [said, complaints] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  const played: Played = {
    directory: undefined,
    logged: 0,
    flushed: 0,
    unsynced: [],
    finished: false,
    dropped: 0,
    calls: [],
    code,
    signal,
    complaints,
  };
  for (const line of said.split("\n").slice(0, -1)) Object.assign(played, JSON.parse(line));
  return played;
}
