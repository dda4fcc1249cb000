import { spawn } from "node:child_process";
import { Duplex } from "node:stream";

import { serverText } from "./serverText.ts";

/** A connection made by a program of the person's own configuration. */
export interface ProxyConnection {
  readonly stream: Duplex;
  /** What the program says about a failure, for people. */
  readonly complaint: () => string;
}

/**
 * Runs a `ProxyCommand`. It is a command line for a shell by definition, and comes from the person's own ssh configuration only.
 * Destroying the stream ends the shell and what it has started.
 */
export function runProxyCommand(command: string, env: NodeJS.ProcessEnv): ProxyConnection {
  const child = spawn("/bin/sh", ["-c", command], {
    stdio: ["pipe", "pipe", "pipe"],
    env,
    // A group of its own, to end all of it.
    detached: true,
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  const end = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  };
  stream.on("close", end);
  // What is left of it says so by its streams.
  child.on("error", () => stream.destroy());
  child.on("exit", () => child.stdin.destroy());
  stream.on("error", () => undefined);
  return { stream, complaint: () => serverText(complaint) };
}
