import type { MetricSource, Stage } from "#core/protocol/metric.ts";
import type { MetricStats, Problem } from "#core/protocol/run.ts";
import { compareEventFiles, joinStamps } from "#core/store/files/eventFiles.ts";
import type { MetricSeries } from "#core/store/series/runSeries.ts";

import { type EventSource, problemsOf } from "./eventSource.ts";

/** Which of the series with a key is meant. */
interface SeriesPlace {
  /** Of the process that logged it. Absent or null: the main file, else the lowest rank that has the key. */
  readonly rank?: number | null | undefined;
  readonly source?: MetricSource | undefined;
}

/** A run with all that is read of it: a source per file, the main one first, then ranks, the system's samples last. */
export class ReadRun {
  readonly dir: string;
  readonly #sources = new Map<string, EventSource>();
  #sorted: readonly EventSource[] = [];

  constructor(dir: string) {
    this.dir = dir;
  }

  get sources(): readonly EventSource[] {
    return this.#sorted;
  }

  /** The source of the file of this name. */
  get(name: string): EventSource | undefined {
    return this.#sources.get(name);
  }

  /** Takes the place of the one of the same file. */
  put(source: EventSource): void {
    this.#sources.set(source.file.name, source);
    this.#sort();
  }

  drop(name: string): void {
    this.#sources.delete(name);
    this.#sort();
  }

  #sort(): void {
    this.#sorted = [...this.#sources.values()].sort((a, b) => compareEventFiles(a.file, b.file));
  }

  /** See `RunStamp.events`; another one where something has not been read yet. */
  get stamp(): string {
    return joinStamps(this.sources.map(({ file, state }) => ({ name: file.name, ...state })));
  }

  /** See `IndexedEvents.revision`. */
  get revision(): number {
    return Math.max(0, ...this.sources.map(({ revision }) => revision));
  }

  get isDirty(): boolean {
    return this.sources.some(({ isDirty }) => isDirty);
  }

  find(key: string, { rank, source = "events" }: SeriesPlace = {}): MetricSeries | undefined {
    for (const { file, series } of this.sources) {
      const isMeant = file.source === source && (rank ?? file.rank) === file.rank;
      const found = isMeant ? series.get(key) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** All series of a source in order of first appearance. `first`: only the one that its key alone stands for. */
  *series(source: MetricSource, ranks: "first" | "all"): Generator<[EventSource, MetricSeries]> {
    const seen = new Set<string>();
    for (const one of this.sources) {
      if (one.file.source !== source) continue;
      for (const series of one.series.series()) {
        if (ranks === "first" && seen.has(series.key)) continue;
        seen.add(series.key);
        yield [one, series];
      }
    }
  }

  /** Where the run's stages begin, as the first of its files that names any has them. */
  get stages(): readonly Stage[] {
    const named = this.sources.find(
      ({ file, state }) => file.source === "events" && state.stages.length > 0,
    );
    return named?.state.stages ?? [];
  }

  /** What the run's row tells of each metric. */
  metricStats(): Record<string, MetricStats> {
    const entries = Array.from(this.series("events", "first"), ([, { key, stats }]) => [
      key,
      stats.toMetricStats(),
    ]);
    // Not by assignment: a metric may be named __proto__.
    return Object.fromEntries(entries) as Record<string, MetricStats>;
  }

  /** What could not be read. `isOver`: the run has ended. */
  problems(isOver: boolean): Problem[] {
    return this.sources.flatMap((source) => problemsOf(source, isOver));
  }
}
