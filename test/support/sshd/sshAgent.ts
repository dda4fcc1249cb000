import { execFileSync, spawn } from "node:child_process";
import path from "node:path";

import { until } from "#test/support/until.ts";

import type { TestKey } from "./sshKeys.ts";

/** OpenSSH's own agent with some keys, until disposed. */
export async function startAgent(
  folder: string,
  keys: readonly TestKey[],
): Promise<{ socket: string; dispose(): void }> {
  const socket = path.join(folder, "agent.sock");
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  const env = { ...process.env, SSH_AUTH_SOCK: socket };
  // Exits with 1 as long as the agent is empty, and with 2 where there is none.
  await until(() => {
    try {
      execFileSync("ssh-add", ["-q", ...keys.map((key) => key.path)], { env, stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
  return { socket, dispose: () => agent.kill() };
}
