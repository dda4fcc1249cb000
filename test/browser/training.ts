import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type Interface, createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import { sdkEnv } from "#test/support/sdk/sdks.ts";

/** A Python process with a run of its own, told line by line what to log. */
export class Training {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: Interface;
  /** Its run. */
  readonly id: Promise<string>;

  constructor(root: string) {
    this.#child = spawn(
      process.env["PYTHON"] ?? "python3",
      [path.join(import.meta.dirname, "training.py"), root],
      { env: sdkEnv, stdio: ["pipe", "pipe", "ignore"] },
    );
    this.#answers = createInterface({ input: this.#child.stdout });
    this.id = this.#next();
  }

  /** Resolves when it is logged. */
  async log(values: Record<string, number>): Promise<void> {
    await this.#order(values);
  }

  async text(line: string): Promise<void> {
    await this.#order(line);
  }

  async finish(): Promise<void> {
    await this.#order("finish");
  }

  /** As the kernel does when memory runs out. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  dispose(): void {
    this.#child.kill("SIGKILL");
  }

  async #order(order: unknown): Promise<void> {
    const answer = this.#next();
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    await answer;
  }

  async #next(): Promise<string> {
    const [line] = (await once(this.#answers, "line")) as [string];
    return line;
  }
}
