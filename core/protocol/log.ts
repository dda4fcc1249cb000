import * as z from "zod";

export const LogQuery = z.object({
  /** Byte to start at; it is moved to the next line start unless it is one. */
  offset: z.coerce.number().int().min(0).optional(),
  /** Lines wanted. */
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  /** The last `limit` lines; `offset` is then where to end (default: the end of the file). */
  tail: z.stringbool().default(false),
  /** Only lines with this text in them, whatever its case; from `offset` on, so without `tail`. */
  search: z.string().min(1).max(1000).optional(),
  /** Of a process of a distributed training; else the run's own log, or the lowest rank's that has one. */
  rank: z.coerce.number().int().min(0).max(999_999_999).optional(),
});
export type LogQuery = z.infer<typeof LogQuery>;

/**
 * Lines of a log, without their line ends. `start` and `end` are byte offsets to go on from in either direction. A search
 * looks at a part of a large file only: go on from `end` until that is `size`, whether something was found or not.
 */
export const LogPage = z.object({
  lines: z.array(z.string()),
  start: z.int(),
  end: z.int(),
  size: z.int(),
  /** Of a search: the byte each line begins at. */
  offsets: z.array(z.int()).optional(),
  /** Whose logs the run has, where its end is asked for: null for its own, then of its ranks. */
  ranks: z.array(z.int().nullable()).optional(),
});
export type LogPage = z.infer<typeof LogPage>;
