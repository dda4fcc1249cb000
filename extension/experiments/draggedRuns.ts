import type * as vscode from "vscode";

import type { RunRef } from "../sources/runRef.ts";
import type { ExperimentNode } from "./nodes.ts";

/** A drag that takes longer has ended somewhere else. */
const longestMs = 60_000;

/**
 * Runs that are dragged out of the Experiments view. A page they are dropped on hears of a drop only; which runs it was is
 * remembered here, and no page can name others.
 */
export class DraggedRuns implements vscode.TreeDragAndDropController<ExperimentNode> {
  readonly dragMimeTypes = [];
  readonly dropMimeTypes = [];
  #runs: readonly RunRef[] = [];
  #at = 0;

  handleDrag(nodes: readonly ExperimentNode[]): void {
    this.#runs = nodes.flatMap((node) =>
      node.kind === "run" ? [{ source: node.source.id, run: node.run.id }] : [],
    );
    this.#at = Date.now();
  }

  /** What was dropped just now; once. */
  take(): readonly RunRef[] {
    const runs = Date.now() - this.#at < longestMs ? this.#runs : [];
    this.#runs = [];
    return runs;
  }
}
