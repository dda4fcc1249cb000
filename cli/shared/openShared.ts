import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { RunicornError } from "#core/protocol/errors.ts";
import { SharedServer } from "#core/protocol/sharedServer.ts";
import { settingsFolder } from "#core/settings/settingsFolder.ts";

import type { Io } from "../command.ts";
import { version } from "../version.ts";
import { SharedRecord } from "./sharedRecord.ts";

const startLimitMs = 60_000;

/** The person's shared server; started where none of this version runs. It outlives whoever started it. */
export async function openShared(
  { env }: Pick<Io, "env">,
  storage: string | undefined,
): Promise<SharedServer> {
  const running = await new SharedRecord(settingsFolder(env)).running();
  return running?.version === version() ? running : start(env, storage);
}

/** The one that runs, of whatever version. */
export function findShared(io: Pick<Io, "env">): Promise<SharedServer | undefined> {
  return new SharedRecord(settingsFolder(io.env)).running();
}

async function start(env: NodeJS.ProcessEnv, storage: string | undefined): Promise<SharedServer> {
  const [, script = ""] = process.argv;
  const place = storage === undefined ? [] : ["--storage", storage];
  const child = spawn(process.execPath, [script, "viewer", "--shared", ...place], {
    env,
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-2000);
  });
  const late = setTimeout(() => child.kill(), startLimitMs);
  try {
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("error", reject);
      child.once("close", () => reject(new Error(said)));
    });
    return SharedServer.parse(JSON.parse(line));
  } catch (cause) {
    throw new RunicornError(
      "service_unavailable",
      `The shared viewer did not start: ${said.trim().split("\n").at(-1) ?? ""}`,
      { cause },
    );
  } finally {
    clearTimeout(late);
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
}
