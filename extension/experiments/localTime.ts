import * as vscode from "vscode";

import { duration, relativeTime } from "./relativeTime.ts";

const say = (text: string, n: number): string => vscode.l10n.t(text, n);

/** How long ago, in the language of the editor. Both are Unix seconds. */
export function timeAgo(at: number, now: number): string {
  return relativeTime(at, now, say);
}

/** How long something took, in the language of the editor. */
export function timeTaken(seconds: number): string {
  return duration(seconds, say);
}
