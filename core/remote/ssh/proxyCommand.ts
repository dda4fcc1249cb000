import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { homeFolder } from "#core/remote/config/homeFolder.ts";

import type { Outermost } from "./outermost.ts";
import { serverText } from "./serverText.ts";

/** Milliseconds it has to end after it was told to. */
const farewellMs = 2000;
/** Milliseconds in which one that ended has said why: its streams end in any order. */
const lastWordsMs = 500;

/**
 * Runs a `ProxyCommand`. It is a command line for a shell by definition, and comes from the person's own ssh configuration only.
 * Destroying the stream ends the shell and what it has started.
 */
export function runProxyCommand(command: string, env: NodeJS.ProcessEnv): Outermost {
  const home = homeFolder(env);
  const child = spawn("/bin/sh", ["-c", command], {
    stdio: ["pipe", "pipe", "pipe"],
    env,
    // Not wherever this program happens to have been started.
    cwd: existsSync(home) ? home : "/",
    // A group of its own, to end all of it.
    detached: true,
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const isSilent = once(child.stderr, "close").catch(() => undefined);
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  const end = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // All of it has ended by itself.
    }
  };
  const isThere = () => child.exitCode === null && child.signalCode === null;
  stream.on("close", () => {
    end("SIGTERM");
    // Its number stays its own for as long as it has not ended.
    setTimeout(() => isThere() && end("SIGKILL"), farewellMs).unref();
  });
  // What is left of it says so by its streams.
  child.on("error", () => stream.destroy());
  child.on("exit", () => child.stdin.destroy());
  stream.on("error", () => undefined);
  return {
    stream,
    async complaint() {
      await Promise.race([isSilent, sleep(lastWordsMs)]);
      return serverText(complaint);
    },
  };
}
