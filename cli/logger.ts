import type { Writable } from "node:stream";

export const logLevels = ["error", "warn", "info", "debug"] as const;
type LogLevel = (typeof logLevels)[number];

/** Writes lines of at least one level. */
export class Logger {
  readonly #stream: Writable;
  readonly #threshold: number;

  constructor(stream: Writable, level: LogLevel) {
    this.#stream = stream;
    this.#threshold = logLevels.indexOf(level);
  }

  log(level: LogLevel, message: string): void {
    if (logLevels.indexOf(level) > this.#threshold) return;
    this.#stream.write(`${new Date().toISOString()} ${level} ${message}\n`);
  }
}
