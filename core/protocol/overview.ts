import * as z from "zod";

const count = z.int();

const Counts = z.object({
  total: count,
  running: count,
  finished: count,
  failed: count,
  interrupted: count,
});

/** A day in the viewer's time zone, as `2026-01-31`: what began on it, and what became of that. */
const Day = Counts.extend({ day: z.string() });

export const OverviewQuery = z.object({
  /** Days up to today that `days` tells of. */
  days: z.coerce.number().int().min(1).max(366).default(30),
});
export type OverviewQuery = z.infer<typeof OverviewQuery>;

/** Counts and trends of a store. */
export const Overview = z.object({
  runs: Counts,
  projects: count,
  names: count,
  /** Finished ones among those that have ended; null where none has. */
  success_rate: z.number().nullable(),
  /** Seconds, of runs that have ended. */
  mean_duration: z.number().nullable(),
  total_duration: z.number(),
  /** Without gaps, oldest first. */
  days: z.array(Day),
  /** Latest activity first, the first 100. */
  latest_projects: z.array(
    z.object({ project: z.string(), runs: count, running: count, latest_at: z.number() }),
  ),
});
export type Overview = z.infer<typeof Overview>;
