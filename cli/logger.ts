import type { Writable } from "node:stream";

import type { LogFields, LogLevel } from "#core/server/log.ts";

export const logLevels = ["error", "warn", "info", "debug"] as const satisfies LogLevel[];
export const logFormats = ["text", "json"] as const;
type LogFormat = (typeof logFormats)[number];

/** Writes lines of at least one level, for people or, as an object of JSON each, for programs. */
export class Logger {
  readonly #stream: Writable;
  readonly #threshold: number;
  readonly #format: LogFormat;

  constructor(stream: Writable, level: LogLevel, format: LogFormat = "text") {
    this.#stream = stream;
    this.#threshold = logLevels.indexOf(level);
    this.#format = format;
  }

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (logLevels.indexOf(level) > this.#threshold) return;
    const time = new Date().toISOString();
    if (this.#format === "json") {
      this.#stream.write(`${JSON.stringify({ time, level, message, ...fields })}\n`);
      return;
    }
    const told = Object.entries(fields).map(([name, value]) => ` ${name}=${value}`);
    this.#stream.write(`${time} ${level} ${message}${told.join("")}\n`);
  }
}
