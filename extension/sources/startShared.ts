import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { RunicornError } from "#core/protocol/errors.ts";
import { SharedServer } from "#core/protocol/sharedServer.ts";

import type { ViewerCommand } from "./viewerCommand.ts";

const startLimitMs = 60_000;

/**
 * Starts the viewer that windows share and waits for the line that says where it listens. It outlives this window. Undefined
 * where it has ended without one.
 */
export async function startShared(
  command: ViewerCommand,
  log: { info(message: string): void },
): Promise<SharedServer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<SharedServer | undefined>();
  const child = spawn(command.file, command.args, {
    env: { ...process.env, ...command.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    windowsHide: true,
  });
  const limit = setTimeout(() => {
    child.kill("SIGKILL");
    reject(unavailable(`it did not answer within ${startLimitMs / 1000} s`));
  }, startLimitMs);
  createInterface({ input: child.stdout }).once("line", (line) => {
    const record = parseLine(line);
    if (record === undefined) {
      child.kill("SIGKILL");
      reject(unavailable("its first line was not what it should print"));
    } else {
      log.info(`[remote] shared viewer ${record.version}, process ${record.pid}, is up`);
      resolve(record);
    }
  });
  createInterface({ input: child.stderr }).on("line", (line) =>
    log.info(`[remote] ${line.slice(0, 2000)}`),
  );
  child.once("error", (error) => reject(unavailable(error.message)));
  child.once("close", (code) => {
    if (code === 0) resolve(undefined);
    else reject(unavailable(`exit code ${code ?? "none"}`));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    child.unref();
  }
}

function parseLine(line: string): SharedServer | undefined {
  try {
    return SharedServer.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function unavailable(why: string): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `The program that holds the connections to other machines cannot be started: ${why}.`,
  );
}
