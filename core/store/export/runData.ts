import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";

import type { MetricRecord } from "./metricRecords.ts";

/** A run as what it is exported from. */
export interface RunData {
  readonly run: RunDetail;
  readonly metrics: readonly MetricInfo[];
  /** In the order they were logged; may be asked for once more. */
  readonly records: () => AsyncIterable<MetricRecord>;
}

/** A file in pieces, small enough to be sent while the next is made. */
export type FileParts = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
