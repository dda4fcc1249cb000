import * as vscode from "vscode";

import type { ContextKeys } from "../contributions.ts";

/** Sets what `when` clauses in package.json ask for. */
export async function setContext<K extends keyof ContextKeys>(
  key: K,
  value: ContextKeys[K],
): Promise<void> {
  await vscode.commands.executeCommand("setContext", key, value);
}
