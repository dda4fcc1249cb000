import * as vscode from "vscode";

import type { ViewId } from "../contributions.ts";
import type { RunRef } from "../sources/runRef.ts";
import type { Sources } from "../sources/sources.ts";
import { setContext } from "../ui/contextKeys.ts";
import { selectedLine } from "../ui/selectedLine.ts";
import { plain } from "../ui/sentence.ts";
import type { DraggedRuns } from "./draggedRuns.ts";
import type { ExperimentsTree } from "./experimentsTree.ts";
import type { ExperimentNode, RunNode } from "./nodes.ts";
import type { RunFilter } from "./runFilter.ts";

/** "5 min ago" grows old. */
const redrawMs = 60_000;

/** The view around the tree: its message, the contexts its buttons and welcome texts depend on, its clock. */
export class ExperimentsView {
  readonly #tree: ExperimentsTree;
  readonly #view: vscode.TreeView<ExperimentNode>;
  readonly #clock: NodeJS.Timeout;
  readonly #listening: vscode.Disposable;

  constructor(tree: ExperimentsTree, sources: Sources, dragged: DraggedRuns) {
    this.#tree = tree;
    this.#view = vscode.window.createTreeView<ExperimentNode>(
      "runicorn.experiments" satisfies ViewId,
      {
        treeDataProvider: tree,
        showCollapseAll: true,
        canSelectMany: true,
        dragAndDropController: dragged,
      },
    );
    this.#clock = setInterval(() => {
      if (this.#view.visible) tree.redraw();
    }, redrawMs);
    this.#listening = vscode.Disposable.from(
      sources.onChange(() => void setContext("runicorn.searched", sources.searched)),
    );
  }

  /** The run that is selected, where it is one alone; undefined where it is none. */
  onDidSelectRun(listener: (node: RunNode | undefined) => void): vscode.Disposable {
    return this.#view.onDidChangeSelection(({ selection }) => {
      const [only, ...others] = selection;
      listener(others.length === 0 && only?.kind === "run" ? only : undefined);
    });
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

  /** `what`: said above the list, where it is not all runs. */
  filter(filter: RunFilter | undefined, what = ""): void {
    this.#tree.setFilter(filter);
    this.#view.message = plain(what);
    void setContext("runicorn.filtered", filter !== undefined);
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#listening.dispose();
    this.#view.dispose();
  }
}
