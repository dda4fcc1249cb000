import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

/** A real ssh-agent with its socket in a folder, for nobody but the test. */
export class TestAgent {
  readonly socket: string;
  readonly #process: ChildProcess;

  private constructor(socket: string, agent: ChildProcess) {
    this.socket = socket;
    this.#process = agent;
  }

  static async start(folder: string): Promise<TestAgent> {
    const socket = path.join(folder, "agent.sock");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    await until(() => existsSync(socket));
    return new TestAgent(socket, agent);
  }

  add(...keys: string[]): void {
    const env = { ...process.env, SSH_AUTH_SOCK: this.socket };
    execFileSync("ssh-add", ["-q", ...keys], { env, stdio: "ignore" });
  }

  async dispose(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill();
    await once(this.#process, "exit");
  }
}
