import type { ProgressBar } from "#core/protocol/timeLeft.ts";

import { lastOverwrite } from "./ansi.ts";

// `label:  45%|####5     | 45/100 [00:12<00:15,  3.50it/s]`, with or without a time of day before it.
const bar = /^(.*?)(\d{1,3})%\|[^|]*\|\s*\S+\/\S+\s*\[[\d:]+<([\d:?]+)/u;
const timeOfDay = /^\d\d:\d\d:\d\d \| /u;

/** A progress bar as tqdm writes it; null for any other line. */
export function parseBar(line: string): ProgressBar | null {
  // No bar is longer; a regular expression over a line of megabytes takes long.
  const shown = lastOverwrite(line).replace(timeOfDay, "");
  const match = shown.length > 1000 ? null : bar.exec(shown);
  if (!match) return null;
  const [, label = "", percent, left = "?"] = match;
  const parts = left.split(":").map(Number);
  const seconds = parts.reduce((sum, part) => sum * 60 + part, 0);
  return {
    label: label.trim().replace(/:$/u, ""),
    done: Math.min(1, Number(percent) / 100),
    left: Number.isFinite(seconds) ? seconds : null,
  };
}
