import type { RunRecord } from "../runRecord.ts";

/** What `logHistogram` takes beside the values. */
export interface HistogramOptions {
  readonly step?: number | bigint;
  readonly caption?: string;
}

export function logHistogram(
  _record: RunRecord,
  _key: string,
  _value: unknown,
  _options: HistogramOptions | undefined,
): void {}
