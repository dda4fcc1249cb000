import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import type { EventKey, EventsPage, EventsQuery } from "#core/protocol/event.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import type { LogPage, LogQuery } from "#core/protocol/log.ts";
import type { MetricInfo, MetricsQuery, Series, Stage } from "#core/protocol/metric.ts";
import type { Overview, OverviewQuery } from "#core/protocol/overview.ts";
import type { PointsPage, PointsQuery } from "#core/protocol/point.ts";
import type { Project, RunDetail, RunsPage, RunsQuery } from "#core/protocol/run.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";

import { RunArchives } from "./archive/runArchives.ts";
import { RunEditor } from "./edit/runEditor.ts";
import { metricRecords } from "./export/metricRecords.ts";
import type { RunData } from "./export/runData.ts";
import { mainEventFile } from "./files/eventFiles.ts";
import { stampRun } from "./files/runFiles.ts";
import { Follower } from "./follow/follower.ts";
import { type Driver, snapshot } from "./index/db.ts";
import type { Indexes } from "./index/indexes.ts";
import { IndexLife } from "./index/indexLife.ts";
import { realRoot, rootHash } from "./index/indexPlace.ts";
import { type RunVerdict, verifyIndex } from "./index/verifyIndex.ts";
import type { ReadRun } from "./ingest/readRun.ts";
import { logFile, ranksWithLog } from "./logs/logFile.ts";
import { readLogPage } from "./logs/logReader.ts";
import { definitionEvents } from "./runs/definitionEvents.ts";
import { metricDefinitions } from "./runs/metricDefinitions.ts";
import { modeOf, withBest } from "./runs/metricModes.ts";
import { overviewOf } from "./runs/overview.ts";
import { RunQueries } from "./runs/runQueries.ts";
import { toMetricInfo } from "./series/metricInfo.ts";
import { type MetricRows, type MetricRowsOptions, readMetricRows } from "./series/metricRows.ts";
import { pointPage } from "./series/pointPage.ts";
import { PreviewRuns } from "./series/previewRuns.ts";
import { SeriesAnswers, type SeriesExtent } from "./series/seriesAnswers.ts";
import { inTurns } from "./series/steps.ts";
import { withPatience } from "./withPatience.ts";

export interface StoreOptions {
  /** The directory of runs. It need not exist yet. */
  readonly root: string;
  /** Where the index goes, in place of the usual places. */
  readonly indexDir?: string;
  readonly driver?: Driver;
  readonly log?: (message: string) => void;
  /** Milliseconds that opening waits for the first look at all run directories; without end by default. */
  readonly patienceMs?: number;
}

/** Bytes that are indexed while somebody waits. */
const previewBytes = 4 << 20;

/**
 * A directory of runs: the files are the truth, SQLite is an index over them that can be deleted and rebuilt at any time.
 * Nothing but the index is ever written, unless a person edits something.
 */
export class Store {
  readonly root: string;
  /** Stable for a root: `local-` and 16 hex. */
  readonly id: string;
  /** Changes what a person may change: names, marks, what is deleted. */
  readonly editor: RunEditor;
  readonly archives: RunArchives;
  /** Lists, groups and counts of runs. */
  readonly runs: RunQueries;
  readonly #series: SeriesAnswers<Indexes>;
  readonly #log: (message: string) => void;
  readonly #life: IndexLife;
  readonly #follower: Follower;
  readonly #previews: PreviewRuns;
  #isDisposed = false;

  private constructor({ root, indexDir, driver, log = () => undefined }: StoreOptions) {
    this.#log = log;
    // A root may be reached over a link; what lies below it may not.
    this.root = realRoot(root);
    this.id = `local-${rootHash(this.root)}`;
    const onReplaced = (indexes: Indexes, old?: Indexes) => this.#follower.use(indexes, old);
    this.#life = new IndexLife({ root: this.root, indexDir, driver, log, onReplaced });
    this.#follower = new Follower({
      root: this.root,
      indexes: this.#life.current,
      log,
      onFailure: (error, of) => void this.#life.heal(error, of),
      onWhole: (indexes) => this.#life.noteWhole(indexes),
      onPoll: () => this.#life.replaceLost(),
    });
    this.#previews = new PreviewRuns(this.root, this.#follower.indexer.scanner);
    this.#series = new SeriesAnswers({
      current: (id) => this.#withRun(id, (run) => run),
      sample: async (id) =>
        this.#takesLong(id) ? this.#previews.sample(this.#dirOf(id)) : undefined,
      index: () => this.#life.current,
      isDamage: (error) => this.#life.isDamage(error),
      readAnew: (id) => this.#follower.indexer.readAnew(this.#dirOf(id)),
      repair: (error, of) => void this.#life.heal(error, of),
      inOneState: (index, read) => snapshot(index.series.file.db, read),
    });
    this.editor = new RunEditor(this.root, this.#follower.catalog, (error) => {
      this.#life.heal(error, this.#life.current);
    });
    this.archives = new RunArchives(this.root, this.#follower.catalog);
    this.runs = new RunQueries({
      reading: (read) => this.#life.reading(({ runs }) => read(runs)),
      index: () => this.#life.current.runs,
      refresh: () => this.#follower.takeOthers(),
      indexing: () => this.#follower.catalog.indexing,
    });
  }

  /**
   * Resolves when every run directory has been looked at, or when patience is over: lists then have the runs seen so far.
   * Events are indexed in the background.
   */
  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    const started = store.#start();
    started.catch((error: unknown) => {
      if (!store.#isDisposed) store.#log(`Not every run was looked at: ${String(error)}`);
    });
    try {
      await withPatience(started, options.patienceMs);
      return store;
    } catch (error) {
      store.dispose();
      throw error;
    }
  }

  async #start(): Promise<void> {
    const of = this.#life.current;
    try {
      await this.#follower.start();
    } catch (error) {
      if (!this.#life.heal(error, of)) throw error;
      await this.#follower.filled();
    }
  }

  /** Called with everything that changes from now on; points and changes of one run come put together. */
  onEvent(listener: (event: StoreEvent) => void): { dispose(): void } {
    return this.#follower.announcer.listen(listener);
  }

  /** `pending`: runs whose events are not indexed to their end yet, and the bytes that are to be read of them. */
  counts(): { runs: number; pending: number; pendingBytes: number } {
    const { catalog, indexer, pending } = this.#follower;
    return { runs: catalog.size, pending, pendingBytes: indexer.pendingBytes };
  }

  listExperiments({ project }: { project?: string | undefined }): Project[] {
    return this.runs.experiments(project);
  }

  listRuns(query: RunsQuery): RunsPage {
    return this.runs.list(query);
  }

  /** Counts and trends over all runs. */
  overview(query: OverviewQuery): Overview {
    return this.#life.reading(({ runs }) => overviewOf(runs, query, Date.now() / 1000));
  }

  /** Throws `run_not_found`. */
  getRun(id: string): RunDetail {
    const dir = this.#dirOf(id);
    const row = this.#life.reading(({ runs }) => runs.get(dir));
    if (!row) throw notFound(id);
    const { run, extra, events } = row;
    const { config, summary, python, platform } = extra;
    return {
      ...run,
      config,
      summary,
      python,
      platform,
      problems: [...extra.problems, ...events.problems],
      indexed_bytes: this.#follower.indexer.offsetOf(dir),
      total_bytes: stampRun(this.runDirectory(id)).eventsSize,
    };
  }

  /** Absolute. Throws `run_not_found`. */
  runDirectory(id: string): string {
    return path.join(this.root, this.#dirOf(id));
  }

  /** In order of first appearance. Reads the run's files to their present end first. */
  async listMetrics(id: string, query: Partial<MetricsQuery> = {}): Promise<MetricInfo[]> {
    return (await this.readMetrics(id, query)).metrics;
  }

  /** The same, and where the run's stages begin. */
  async readMetrics(
    id: string,
    { source = "events", ranks = "first" }: Partial<MetricsQuery> = {},
  ): Promise<{ metrics: MetricInfo[]; stages: Stage[] }> {
    return this.#withRun(id, (run, { runs, series: index }) => {
      const row = runs.get(run.dir);
      const infos = Array.from(run.series(source, ranks), ([{ file }, series]) =>
        toMetricInfo(file, series),
      );
      const definitions = metricDefinitions(
        definitionEvents(run, index),
        infos.map(({ key }) => key),
      );
      const metrics = infos.map((info) => ({
        ...info,
        ...withBest(info, row && modeOf(info.key, row)),
        ...definitions.get(info.key),
      }));
      return { metrics, stages: [...run.stages] };
    });
  }

  /** Metrics from a sample, while the run is being read; undefined where that does not take long. */
  async previewMetrics(id: string, query: MetricsQuery): Promise<MetricInfo[] | undefined> {
    const dir = this.#dirOf(id);
    return this.#takesLong(id) ? this.#previews.listMetrics(dir, query) : undefined;
  }

  /** Series in the order asked for, each to its run's present end. Throws `run_not_found`, `metric_not_found`. */
  querySeries(query: SeriesQuery): Promise<Series[]> {
    return this.#series.query(query);
  }

  /** Where the points of these series lie within the range asked for. Throws what `querySeries` does. */
  seriesExtents(query: SeriesQuery): Promise<SeriesExtent[]> {
    return this.#series.extents(query);
  }

  /** Points of one series, to its run's present end. Throws `run_not_found`, `metric_not_found`. */
  async readPoints(id: string, query: PointsQuery): Promise<PointsPage> {
    return this.#withRun(id, (run) => {
      const found = run.find(query.key, query);
      const of = run.sources.find(({ series }) => series.get(query.key) === found);
      if (!found || !of) throw noMetric(id, query.key);
      const { source, rank } = of.file;
      return pointPage({ run: id, source, rank, generation: of.state.generation }, found, query);
    });
  }

  /** A page of the run's typed events, to its present end. */
  async listEvents(id: string, query: EventsQuery): Promise<EventsPage> {
    await this.#checkEvents(id);
    return this.#withRun(id, (run, { series: index }) => index.listEvents(run, query));
  }

  /** What the run has of these types of events. */
  async listEventKeys(id: string, types: readonly string[]): Promise<EventKey[]> {
    await this.#checkEvents(id);
    return this.#withRun(id, (run, { series: index }) => index.listEventKeys(run, types));
  }

  /** What a run's data is exported from. Throws `run_not_found`. */
  async exportData(id: string): Promise<RunData> {
    const metrics = await this.listMetrics(id);
    const directory = this.runDirectory(id);
    const file = mainEventFile(directory);
    return {
      run: this.getRun(id),
      metrics: metrics.filter(({ source, rank }) => source === "events" && rank === file.rank),
      records: () => metricRecords(path.join(directory, file.name)),
    };
  }

  async readLogs(id: string, query: LogQuery): Promise<LogPage> {
    const dir = this.#dirOf(id);
    const isOver = this.#follower.catalog.get(dir)?.status !== "running";
    const directory = path.join(this.root, dir);
    const page = await readLogPage(logFile(directory, query.rank), query, isOver);
    const isEnd = query.tail && query.offset === undefined;
    return isEnd ? { ...page, ranks: ranksWithLog(directory) } : page;
  }

  /** The table of Runicorn's V1 API, read from the file itself: it holds strings too. */
  async readMetricRows(id: string, options?: MetricRowsOptions): Promise<MetricRows> {
    const directory = this.runDirectory(id);
    return readMetricRows(path.join(directory, mainEventFile(directory).name), options);
  }

  /** Compares the index with the files, run by run. */
  verifyIndex(): AsyncGenerator<RunVerdict> {
    const { catalog } = this.#follower;
    const places = Array.from(
      catalog.entries(),
      ([dir, { place }]) => [place, catalog.idOf(dir)] as const,
    );
    return verifyIndex(this.root, this.#life.current, places);
  }

  /** Throws the index away and builds it anew from the files, in the background from then on. */
  rebuildIndex(): void {
    this.#life.rebuild();
  }

  /** Where the index lies; undefined for one that lives in memory. */
  get indexFolder(): string | undefined {
    return this.#life.folder;
  }

  /** Commits what is read and lets go of everything. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#follower.dispose();
    this.#life.close();
  }

  /** Whether much of a run is not indexed yet; its reading begins. */
  #takesLong(id: string): boolean {
    const dir = this.#dirOf(id);
    const { eventsSize } = stampRun(this.runDirectory(id));
    if (eventsSize - this.#follower.indexer.offsetOf(dir) <= previewBytes) return false;
    // Whoever asks for all of it is told what went wrong.
    this.#follower.current(dir).catch(() => undefined);
    this.#follower.indexer.giveWay();
    return true;
  }

  #dirOf(id: string): string {
    const dir = this.#follower.catalog.dirOf(id);
    if (dir === undefined) throw notFound(id);
    return dir;
  }

  /** Nothing is shown of events before it is certain that none is missing. */
  async #checkEvents(id: string): Promise<void> {
    const of = this.#life.current;
    const run = await this.#withRun(id, (run) => run);
    try {
      await inTurns(of.series.checkEvents(run));
    } catch (error) {
      if (!this.#life.isDamage(error)) throw error;
      this.#life.heal(error, of);
    }
  }

  /** Hands out a run read to its present end; once more on a new index where the one at hand was damaged. */
  async #withRun<T>(id: string, use: (run: ReadRun, indexes: Indexes) => T): Promise<T> {
    const dir = this.#dirOf(id);
    const of = this.#life.current;
    try {
      return use(await this.#follower.current(dir), this.#life.current);
    } catch (error) {
      if (this.#isDisposed) {
        throw new RunicornError("service_unavailable", "The store was closed.", { cause: error });
      }
      if (!this.#life.isDamage(error)) throw error;
      this.#life.heal(error, of);
      return use(await this.#follower.current(dir), this.#life.current);
    }
  }
}

function notFound(id: string): RunicornError {
  return new RunicornError("run_not_found", `There is no run ${id} in this store.`);
}

function noMetric(run: string, key: string): RunicornError {
  return new RunicornError("metric_not_found", `Run ${run} has no metric named ${key}.`);
}
