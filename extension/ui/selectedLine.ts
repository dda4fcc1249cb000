import { setTimeout as sleep } from "node:timers/promises";

import type * as vscode from "vscode";

/** The selected line of a tree. While lines are being drawn anew the editor knows none of them, so this waits for a moment. */
export async function selectedLine<T>(view: vscode.TreeView<T>): Promise<T | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const [node] = view.selection;
    if (node !== undefined) return node;
    // There is no event for it.
    await sleep(20);
  }
  return undefined;
}
