import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";

import { parseLine } from "#core/local/parseLine.ts";
import { ViewerHello } from "#core/local/viewerHello.ts";
import { RunicornError } from "#core/protocol/errors.ts";

import { Restarts } from "./restarts.ts";
import type { ViewerCommand } from "./viewerCommand.ts";

export interface ViewerProcessOptions {
  /** Asked at every start, since settings change; throws a `RunicornError` where there is no program to start. */
  command(): ViewerCommand;
  /** Begins every line of the log. */
  readonly label: string;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Called once each time the viewer is given up; the sentence is for people. */
  onGivenUp(sentence: string): void;
  readonly timing?: Partial<Timing>;
}

/** All in milliseconds. */
interface Timing {
  readonly heartbeat: number;
  readonly startLimit: number;
  /** Waits before the first, second, … restart in a row; after the last one the viewer is given up. */
  readonly restarts: readonly number[];
  /** A viewer that lived this long was healthy: its death begins a new row. */
  readonly healthyAfter: number;
  readonly endGrace: number;
}

const defaultTiming: Timing = {
  heartbeat: 15_000,
  startLimit: 60_000,
  restarts: [100, 500, 1000, 2000, 4000],
  healthyAfter: 20_000,
  endGrace: 3000,
};

/** Keeps one `runicorn viewer --stdio` alive. It ends with us: its stdin closes, or stays silent past its lease. */
export class ViewerProcess {
  readonly #options: ViewerProcessOptions;
  readonly #timing: Timing;
  readonly #restarts: Restarts;
  #child: ChildProcessWithoutNullStreams | undefined;
  #address = Promise.withResolvers<ViewerHello>();
  #answered = false;
  #restartTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: ViewerProcessOptions) {
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#restarts = new Restarts(this.#timing.restarts, this.#timing.healthyAfter);
    this.#expectNewAddress();
    this.#start();
  }

  /** Where the viewer listens now; waits while it is being (re)started, rejects once it is given up. */
  address(): Promise<ViewerHello> {
    return this.#address.promise;
  }

  /** Ends the present process, if any, and begins anew with a fresh count of deaths. */
  restart(): void {
    if (this.#disposed) return;
    this.#restarts.forget();
    clearTimeout(this.#restartTimer);
    this.#end();
    this.#address.reject(unavailable("The viewer is being restarted."));
    this.#expectNewAddress();
    this.#start();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#restartTimer);
    this.#end();
    this.#address.reject(unavailable("The window is closing."));
  }

  #expectNewAddress(): void {
    this.#answered = false;
    this.#address = Promise.withResolvers();
    this.#address.promise.catch(() => undefined); // Nobody may be waiting when it is given up.
  }

  #start(): void {
    this.#restarts.begun();
    let command: ViewerCommand;
    try {
      command = this.#options.command();
    } catch (error) {
      this.#giveUp(error instanceof Error ? error.message : String(error));
      return;
    }
    const child = spawn(command.file, command.args, {
      env: { ...process.env, ...command.env },
      windowsHide: true,
    });
    this.#child = child;
    let reason = "";
    const limit = setTimeout(() => {
      reason = `it did not answer within ${this.#timing.startLimit / 1000} s`;
      child.kill("SIGKILL");
    }, this.#timing.startLimit);
    const heartbeat = setInterval(() => child.stdin.write("\n"), this.#timing.heartbeat);

    child.stdin.on("error", () => undefined); // It has ended; "exit" says so.
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(limit);
      const hello = parseLine(ViewerHello, line);
      if (hello === undefined) {
        reason = "its first line was not what a viewer prints";
        child.kill("SIGKILL");
      } else if (this.#child === child) {
        this.#log("info", `viewer ${hello.version}, process ${child.pid ?? "?"}, is up`);
        this.#answered = true;
        this.#address.resolve(hello);
      }
    });
    createInterface({ input: child.stderr }).on("line", (line) =>
      this.#log("info", line.slice(0, 2000)),
    );
    child.on("error", (error) => {
      if (child.pid !== undefined || this.#child !== child) return;
      this.#child = undefined; // It never began, and would not the next time.
      clearTimeout(limit);
      clearInterval(heartbeat);
      this.#giveUp(`The program ${command.file} cannot be started: ${error.message}.`);
    });
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      clearInterval(heartbeat);
      if (this.#child !== child) return; // Ended by us.
      this.#child = undefined;
      this.#died(reason || (signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
  }

  #died(reason: string): void {
    if (this.#answered) this.#expectNewAddress();
    const delay = this.#restarts.ended();
    if (delay === undefined) {
      this.#giveUp(`The viewer ended ${this.#restarts.deaths} times in a row: ${reason}.`);
      return;
    }
    this.#log("warn", `the viewer ended (${reason}); starting it again in ${delay} ms`);
    this.#restartTimer = setTimeout(() => this.#start(), delay);
  }

  #giveUp(sentence: string): void {
    this.#log("warn", sentence);
    this.#address.reject(unavailable(sentence));
    this.#options.onGivenUp(sentence);
  }

  /** Asks the present process to end, and ends it by force when it does not. */
  #end(): void {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    child.stdin.end();
    const force = setTimeout(() => child.kill("SIGKILL"), this.#timing.endGrace);
    child.once("close", () => clearTimeout(force));
  }

  #log(level: "info" | "warn", message: string): void {
    this.#options.log[level](`[${this.#options.label}] ${message}`);
  }
}

function unavailable(sentence: string): RunicornError {
  return new RunicornError("service_unavailable", sentence);
}
