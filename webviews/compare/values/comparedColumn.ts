import type { Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";

import type { ComparedRun, RunMetric, RunValues } from "../messages.ts";

/** A run as the tables of the page show it. */
export interface ComparedColumn {
  readonly run: ComparedRun;
  readonly name: string;
  readonly swatch: Swatch;
  readonly isBaseline: boolean;
  /** Undefined until they are known. */
  readonly values: RunValues | undefined;
  readonly metrics: ReadonlyMap<string, RunMetric> | undefined;
}
