import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { type Interface, createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import type { Sdk } from "./sdks.ts";

/** What a training is told to do: begin a run, log so many records with a text of so many bytes, end. */
export interface Order {
  init?: { storage: string; project: string; run_id?: string; resume?: boolean };
  log?: number;
  bytes?: number;
  finish?: boolean;
}

export interface Answer {
  id: string;
  /** Null when nothing is recorded. */
  directory: string | null;
  dropped: number;
}

/** A real process that uses an SDK and takes orders one by one. */
export class Training {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #answers: Interface;
  /** What it told on stderr. */
  complaints = "";

  constructor(sdk: Sdk) {
    this.#child = spawn(sdk.command, [sdk.program("takeOrders")], {
      env: sdk.env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.complaints += text));
    this.#answers = createInterface({ input: this.#child.stdout });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when the order is done; rejects when the process ends instead. */
  async order(order: Order): Promise<Answer> {
    const answer = once(this.#answers, "line");
    const ended = once(this.#child, "close").then(() => {
      throw new Error(`the training ended: ${this.complaints}`);
    });
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    const [line] = (await Promise.race([answer, ended])) as [string];
    ended.catch(() => undefined);
    return JSON.parse(line) as Answer;
  }

  /** Ends the training's input; resolves to its exit code. */
  async end(): Promise<number | null> {
    const closed = once(this.#child, "close");
    this.#child.stdin.end();
    const [code] = (await closed) as [number | null];
    return code;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
  }
}
