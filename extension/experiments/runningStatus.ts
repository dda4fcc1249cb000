import * as vscode from "vscode";

import type { ViewId } from "../contributions.ts";
import type { ExperimentsTree } from "./experimentsTree.ts";

/** The status bar's "2 running", there only while something runs; a click shows the runs. */
export class RunningStatus {
  readonly #tree: ExperimentsTree;
  readonly #item = vscode.window.createStatusBarItem(
    "runicorn.running",
    vscode.StatusBarAlignment.Left,
  );
  readonly #listening: vscode.Disposable;

  constructor(tree: ExperimentsTree) {
    this.#tree = tree;
    this.#item.name = "Runicorn: running";
    this.#item.command = `${"runicorn.experiments" satisfies ViewId}.focus`;
    this.#listening = tree.onDidChangeRunning(() => this.#show());
    this.#show();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const { running } = this.#tree;
    if (running === 0) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(loading~spin) ${running} running`;
    this.#item.tooltip = `${running === 1 ? "One training run is" : `${running} training runs are`} going on. Click to show.`;
    this.#item.show();
  }
}
