import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { RunicornError } from "#core/protocol/errors.ts";
import { SharedServer } from "#core/protocol/sharedServer.ts";
import { homeFolder } from "#core/settings/homeFolder.ts";

import { parseLine } from "./parseLine.ts";
import { sharedEnvironment } from "./sharedEnvironment.ts";

/** A program that is started without a shell. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface StartSharedOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Takes what it says of itself as long as both live; without it that is dropped once it is up. */
  readonly onLine?: (line: string) => void;
}

const startLimitMs = 60_000;
const longestLine = 2000;

/**
 * Starts the server that a person's windows share and waits for the line that says where it listens. It outlives us, and has
 * nothing of the place it was started at. Rejects with `service_unavailable`.
 */
export async function startShared(
  { file, args, env: more }: Program,
  { env, onLine }: StartSharedOptions,
): Promise<SharedServer> {
  const { promise, resolve, reject } = Promise.withResolvers<SharedServer>();
  const child = spawn(file, args, {
    cwd: homeFolder(env),
    env: { ...sharedEnvironment(env), ...more },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    windowsHide: true,
  });
  let last = "";
  const limit = setTimeout(() => {
    child.kill("SIGKILL");
    reject(unavailable(`it did not answer within ${startLimitMs / 1000} s`));
  }, startLimitMs);
  createInterface({ input: child.stdout }).once("line", (line) => {
    const record = parseLine(SharedServer, line);
    if (record !== undefined) return resolve(record);
    child.kill("SIGKILL");
    reject(unavailable("its first line was not what it should print"));
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    last = line.slice(0, longestLine);
    onLine?.(last);
  });
  child.once("error", (error) => reject(unavailable(error.message)));
  child.once("close", (code) => reject(unavailable(last || `exit code ${code ?? "none"}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    child.unref();
    if (onLine === undefined) {
      child.stdout.destroy();
      child.stderr.destroy();
    }
  }
}

function unavailable(why: string): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `The program that holds the connections to other machines cannot be started: ${why}.`,
  );
}
