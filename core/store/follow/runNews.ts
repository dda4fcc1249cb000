import type { Indexes } from "#core/store/index/indexes.ts";
import type { EventSource } from "#core/store/ingest/eventSource.ts";
import type { ReadRun } from "#core/store/ingest/readRun.ts";
import { definitionEvents } from "#core/store/runs/definitionEvents.ts";
import { type MetricModes, metricModes } from "#core/store/runs/metricModes.ts";
import type { EventsSummary } from "#core/store/runs/runRecord.ts";

import type { Announcer } from "./announcer.ts";
import type { Catalog } from "./catalog.ts";
import type { CatalogEntry } from "./catalogRows.ts";

/** A live run's key metric is written and told of at most this often. */
const liveMs = 250;

export interface RunNewsOptions {
  readonly announcer: Announcer;
  readonly catalog: Catalog;
  readonly indexes: () => Indexes;
  /** The run as it was read last, if it is in memory. */
  readonly peek: (dir: string) => ReadRun | undefined;
  /** Runs what may find the index damaged. */
  readonly guard: (run: () => void) => void;
}

/** What the reading of runs brings: it is told, and the runs' rows are brought up to it. */
export class RunNews {
  readonly #options: RunNewsOptions;
  /** Live runs with points their rows do not tell of yet. */
  #noted = new Set<string>();
  /** What is wrong with runs that are wrong without a commit, as their rows tell it. */
  readonly #problems = new WeakMap<ReadRun, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RunNewsOptions) {
    this.#options = options;
  }

  /** A run's files have been read to their end. */
  read(run: ReadRun): void {
    const entry = this.#options.catalog.get(run.dir);
    if (!entry) return;
    for (const source of run.sources) this.#tell(run, source, entry);
    const isTorn = (source: EventSource) =>
      entry.status !== "running" && source.state.size > source.state.offset && !source.isDirty;
    if (!run.sources.some((source) => source.isUnreadable || isTorn(source))) return;
    // Of what is not committed nobody else tells, and it is looked at with every question.
    const problems = JSON.stringify(run.problems(entry.status !== "running"));
    if (this.#problems.get(run) === problems) return;
    this.committed([run]);
    this.#problems.set(run, problems);
  }

  /** What was read of runs is committed: their rows are to say the same. */
  committed(runs: readonly ReadRun[]): void {
    const { announcer, indexes } = this.#options;
    const summaries = runs.map((run) => [run.dir, this.#summaryOf(run)] as const);
    for (const run of indexes().runs.putEvents(summaries)) announcer.tellChanged(run);
  }

  /** Tells of what another process on the same index was quicker to write. */
  takeOthers(): void {
    const { announcer, indexes } = this.#options;
    for (const run of indexes().runs.takeOthers()) announcer.tellChanged(run);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #tell(run: ReadRun, { file, series, events, state }: EventSource, entry: CatalogEntry): void {
    const { announcer, catalog } = this.#options;
    if (!entry.isLive) {
      series.skipNews();
      events.skipNews();
      return;
    }
    const id = catalog.idOf(run.dir);
    const news = events.takeNews(Date.now() / 1000);
    if (news) {
      const { last, alerts } = news;
      announcer.tell({ type: "events_appended", id, last, alerts: [...alerts] });
    }
    const points = series.takeNews();
    if (!points) return;
    const { source, rank } = file;
    // Only what the run's row tells of: the others' points are not its newest.
    const isTold = ([key]: [string, unknown]) => run.find(key) === series.get(key);
    const last = Object.fromEntries(Object.entries(points.last).filter(isTold));
    const { generation } = state;
    announcer.tell({ type: "points_appended", id, source, rank, generation, ...points, last });
    if (source !== "system") this.#noteMetrics(run.dir);
  }

  #noteMetrics(dir: string): void {
    this.#noted.add(dir);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const noted = this.#noted;
      this.#noted = new Set();
      const { guard, peek } = this.#options;
      guard(() => this.committed([...noted].map(peek).filter((run) => run !== undefined)));
    }, liveMs).unref();
  }

  #summaryOf(run: ReadRun): EventsSummary {
    const isOver = this.#options.catalog.get(run.dir)?.status !== "running";
    return {
      revision: run.revision,
      metrics: run.metricStats(),
      modes: this.#modesOf(run),
      problems: run.problems(isOver),
    };
  }

  /** What the run says of its metrics. */
  #modesOf(run: ReadRun): MetricModes {
    const definitions = definitionEvents(run, this.#options.indexes().series);
    return definitions.length === 0 ? {} : metricModes(definitions, Object.keys(run.metricStats()));
  }
}
