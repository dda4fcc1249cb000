import type { ProgressBar } from "#core/protocol/timeLeft.ts";

import { parseBar } from "./progressBar.ts";

/** A line of a log as it is shown, with the ones before it that it stands for. */
export interface FoldedLine {
  readonly line: string;
  /** Earlier states of the same progress bar. */
  readonly earlier: readonly string[];
}

/** Puts the states of one progress bar that follow each other into one line, its last. No line is lost. */
export function foldProgress(lines: readonly string[]): FoldedLine[] {
  const folded: { line: string; earlier: string[]; progress: ProgressBar | null }[] = [];
  for (const line of lines) {
    const progress = parseBar(line);
    const before = folded.at(-1);
    const continues =
      progress !== null &&
      before?.progress?.label === progress.label &&
      progress.done >= before.progress.done;
    if (continues) {
      before.earlier.push(before.line);
      before.line = line;
      before.progress = progress;
    } else folded.push({ line, earlier: [], progress });
  }
  return folded.map(({ line, earlier }) => ({ line, earlier }));
}
