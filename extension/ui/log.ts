import * as vscode from "vscode";

/** The output channel "Runicorn". Its level is the person's to set, in the channel's own menu. */
export class Log {
  readonly #channel = vscode.window.createOutputChannel("Runicorn", { log: true });

  info(message: string): void {
    this.#channel.info(message);
  }

  warn(message: string): void {
    this.#channel.warn(message);
  }

  error(message: string, error: unknown): void {
    this.#channel.error(message, error instanceof Error ? (error.stack ?? error.message) : error);
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
