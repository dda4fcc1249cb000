import * as vscode from "vscode";

import type { Sentence } from "./sentence.ts";

/**
 * Runs something that takes a while under a notification with a Cancel button. False when the person has cancelled it;
 * an error that came of that is none.
 */
export async function withProgress(
  title: Sentence,
  run: (signal: AbortSignal, tell: (message: string) => void) => Promise<void>,
): Promise<boolean> {
  const location = vscode.ProgressLocation.Notification;
  const cancel = new AbortController();
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => cancel.abort());
      try {
        await run(cancel.signal, (message) => progress.report({ message }));
      } catch (error) {
        if (!cancel.signal.aborted) throw error;
      }
      return !cancel.signal.aborted;
    },
  );
}
