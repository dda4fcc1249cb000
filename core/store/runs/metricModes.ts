import { glob } from "./glob.ts";
import type { SeriesStats } from "./metricCells.ts";
import type { DefinitionEvent } from "./metricDefinitions.ts";
import type { EventsSummary, RunExtra } from "./runRecord.ts";

/** Which of a metric's values is best. */
export type MetricMode = "min" | "max";

/** What a run says of its metrics, by key. */
export type MetricModes = Readonly<Record<string, MetricMode>>;

/** The metrics among `keys` of which a mode is said. A definition may be a glob; a later one counts. */
export function metricModes(
  definitions: Iterable<DefinitionEvent>,
  keys: Iterable<string>,
): MetricModes {
  const said: { test: (key: string) => boolean; mode: MetricMode }[] = [];
  for (const { key, data } of definitions) {
    const { mode } = data;
    if (key === null || (mode !== "min" && mode !== "max")) continue;
    said.unshift({ test: glob(key), mode });
  }
  if (said.length === 0) return {};
  return Object.fromEntries(
    Array.from(keys).flatMap((key) => {
      const found = said.find(({ test }) => test(key));
      return found ? [[key, found.mode]] : [];
    }),
  );
}

/** What the run defines of the metric, else whether it is its primary one. */
export function modeOf(
  key: string,
  {
    extra,
    events,
  }: { readonly extra: Pick<RunExtra, "primary">; readonly events: Pick<EventsSummary, "modes"> },
): MetricMode | undefined {
  if (Object.hasOwn(events.modes, key)) return events.modes[key];
  return extra.primary?.key === key ? extra.primary.mode : undefined;
}

export function withBest<S extends Pick<SeriesStats, MetricMode>>(
  stats: S,
  mode: MetricMode | undefined,
): S & { best: number | null } {
  return { ...stats, best: mode === undefined ? null : stats[mode] };
}
