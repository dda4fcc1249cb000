import * as vscode from "vscode";

import type { ViewId } from "../contributions.ts";
import type { RunRef } from "../sources/runRef.ts";
import type { Sources } from "../sources/sources.ts";
import { setContext } from "../ui/contextKeys.ts";
import { selectedLine } from "../ui/selectedLine.ts";
import { plain } from "../ui/sentence.ts";
import type { ExperimentsTree } from "./experimentsTree.ts";
import type { ExperimentNode } from "./nodes.ts";

/** "5 min ago" grows old. */
const redrawMs = 60_000;

/** The view around the tree: its message, the contexts its buttons and welcome texts depend on, its clock. */
export class ExperimentsView {
  readonly #tree: ExperimentsTree;
  readonly #view: vscode.TreeView<ExperimentNode>;
  readonly #clock: NodeJS.Timeout;
  readonly #listening: vscode.Disposable;

  constructor(tree: ExperimentsTree, sources: Sources) {
    this.#tree = tree;
    this.#view = vscode.window.createTreeView<ExperimentNode>(
      "runicorn.experiments" satisfies ViewId,
      { treeDataProvider: tree, showCollapseAll: true, canSelectMany: true },
    );
    this.#clock = setInterval(() => {
      if (this.#view.visible) tree.redraw();
    }, redrawMs);
    this.#listening = vscode.Disposable.from(
      sources.onChange(() => void setContext("runicorn.searched", sources.searched)),
    );
  }

  async selected(): Promise<ExperimentNode | undefined> {
    return selectedLine(this.#view);
  }

  /** Of the lines that are selected, the runs. */
  get selectedRuns(): readonly RunRef[] {
    return this.#view.selection.flatMap((node) =>
      node.kind === "run" ? [{ source: node.source.id, run: node.run.id }] : [],
    );
  }

  filter(text: string | undefined): void {
    this.#tree.setFilter(text);
    this.#view.message = text === undefined ? "" : `Runs matching “${plain(text)}”`;
    void setContext("runicorn.filtered", text !== undefined);
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#listening.dispose();
    this.#view.dispose();
  }
}
