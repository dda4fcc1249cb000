import type { RunRecord } from "../runRecord.ts";
import { attempt, words } from "./attempt.ts";
import { counted, histogram } from "./histogram.ts";

/** What `logHistogram` takes beside the values. */
export interface HistogramOptions {
  readonly step?: number | bigint;
  /** The number of equal bins from the least to the greatest value, 1 to 4096, or their edges. Default 64. */
  readonly bins?: number | readonly number[];
  /** What was counted elsewhere, in place of values. */
  readonly counts?: ArrayLike<number>;
  /** The borders of `counts`, one more than those. */
  readonly edges?: ArrayLike<number>;
}

/** Records how values are distributed; non-finite ones are counted apart. Never throws. */
export function logHistogram(
  record: RunRecord,
  key: string,
  values: unknown,
  options: HistogramOptions = {},
): void {
  attempt(record, "logHistogram", key, (tell) => {
    const { bins = 64, counts, edges, step } = options;
    const isCounted = counts !== undefined || edges !== undefined;
    const result = isCounted ? counted(counts, edges) : histogram(values, bins, tell);
    record.event("histogram", { key: words(key), ...result }, step);
    return "";
  });
}
