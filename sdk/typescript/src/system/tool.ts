import { Pace } from "./pace.ts";
import { runProgram } from "./runProgram.ts";
import type { Values } from "./samples.ts";

/** Of one core, for all tools of a machine together. With what reading files costs it stays below half a percent. */
export const toolShare = 0.004;
const timeoutSeconds = 5;
const longestPauseSeconds = 300;
const maxFailures = 3;

/** The values a program's output tells at the time `now`, none where it tells nothing. May throw. */
export type Parse = (output: string, now: number) => Values;

/**
 * A program that tells about the machine, such as nvidia-smi, run as rarely as its cost asks for. Three failures in a
 * row, of whatever kind, and it is not run any more.
 */
export class Tool {
  readonly #command: readonly string[];
  readonly #parse: Parse;
  readonly #timeout: number;
  readonly #pace: Pace;
  #due = 0;
  #failures = 0;

  constructor(
    command: readonly string[],
    parse: Parse,
    { timeout = timeoutSeconds, share = toolShare } = {},
  ) {
    this.#command = command;
    this.#pace = new Pace(share, longestPauseSeconds);
    this.#parse = parse;
    this.#timeout = timeout;
  }

  /** Calls back with the values at the time `now`, in seconds; at once with none when it is not due. */
  read(now: number, done: (values: Values) => void): void {
    if (now < this.#due || this.#failures >= maxFailures) {
      done({});
      return;
    }
    runProgram(this.#command, this.#timeout, ({ output, cpuSeconds }) => {
      let values: Values = {};
      try {
        values = this.#parse(output, now);
      } catch {
        // Newer programs say other things.
      }
      this.#failures = Object.keys(values).length > 0 ? 0 : this.#failures + 1;
      this.#due = now + this.#pace.next(cpuSeconds);
      done(values);
    });
  }
}
