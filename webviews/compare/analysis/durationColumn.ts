import type { Run } from "#core/protocol/run.ts";

import type { RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";

/** In which unit the longest one is a number that says something. */
const units = [
  { from: 2 * 3600, seconds: 3600, label: () => t("Duration (h)") },
  { from: 120, seconds: 60, label: () => t("Duration (min)") },
  { from: -Infinity, seconds: 1, label: () => t("Duration (s)") },
] as const;

/** How long each run took. One that goes on has none yet. */
export function durationColumn(
  runs: readonly { readonly ref: string; readonly run: Run | null }[],
): RunColumn {
  const took = new Map<string, number>();
  const reasons = new Map<string, string>();
  for (const { ref, run } of runs) {
    if (!run) continue;
    if (run.status === "running") reasons.set(ref, t("still running"));
    else if (run.ended_at !== null) {
      took.set(ref, run.ended_at - (run.started_at ?? run.created_at));
    }
  }
  const longest = Math.max(...took.values());
  const unit = units.find(({ from }) => longest >= from) ?? units[2];
  const values = new Map([...took].map(([ref, seconds]) => [ref, seconds / unit.seconds]));
  return { id: "run.duration", label: unit.label(), values, reasons, better: 0 };
}
