import type { ReadRun } from "#core/store/ingest/readRun.ts";
import type { SeriesIndex } from "#core/store/series/seriesIndex.ts";

import type { DefinitionEvent } from "./metricDefinitions.ts";

/** Of a run's `define_metric` records as many count. */
const maxDefinitions = 1000;

/** What a run says of how its metrics are to be read, in the order in which it did. */
export function definitionEvents(run: ReadRun, index: SeriesIndex): readonly DefinitionEvent[] {
  if (run.sources.every(({ events }) => events.count === 0)) return [];
  return index.listEvents(run, { type: ["define_metric"], after: 0, limit: maxDefinitions }).events;
}
