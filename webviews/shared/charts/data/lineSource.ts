import type { Series } from "#core/protocol/metric.ts";

import type { CurveRequest } from "./seriesSource.ts";
import type { StageMark } from "./stageMarks.ts";

/** One line of a chart, of which there may be several: what it is of, and its points. */
export interface PlotLine {
  readonly id: string;
  readonly series: Series;
  /** Its best value, where the run says which values are better. */
  readonly best?: number;
  /** Where its stages begin, on the axis asked for. */
  readonly stages?: readonly StageMark[];
}

/** Where charts get their lines from. */
export interface LineSource {
  /** The lines of the chart of a metric. Rejects with a sentence for the reader. */
  ask(key: string, request: CurveRequest): Promise<readonly PlotLine[]>;
}
