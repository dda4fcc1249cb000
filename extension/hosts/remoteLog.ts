import * as vscode from "vscode";

/** The output channel that shows what a viewer on another machine logged. */
export class RemoteLog {
  #channel: vscode.OutputChannel | undefined;

  show(title: string, lines: readonly string[]): void {
    this.#channel ??= vscode.window.createOutputChannel("Runicorn Remote");
    const text = lines.map((line) => line.replace(/[^\P{Cc}\t]/gu, " "));
    this.#channel.replace([title, "", ...text, ""].join("\n"));
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel?.dispose();
  }
}
