import type { StoreEvent } from "#core/protocol/live.ts";
import type { LogPage, LogQuery } from "#core/protocol/log.ts";
import type { MetricInfo, Series, SeriesQuery } from "#core/protocol/metric.ts";
import type { Project, RunDetail, RunsPage, RunsQuery } from "#core/protocol/run.ts";
import type { V1Metrics } from "#core/protocol/v1.ts";
import { RunicornError } from "#core/protocol/errors.ts";

export interface StoreOptions {
  /** The directory of runs. It need not exist yet. */
  readonly root: string;
  /** Where the index goes, in place of the usual places. */
  readonly indexDir?: string;
  readonly driver?: "better-sqlite3" | "node:sqlite";
  readonly log?: (message: string) => void;
}

/** A directory of runs: the files are the truth, SQLite is an index over them that can be deleted and rebuilt. */
export class Store {
  readonly root: string;
  readonly id: string;

  private constructor(options: StoreOptions) {
    this.root = options.root;
    this.id = "local-";
  }

  static open(options: StoreOptions): Promise<Store> {
    return Promise.resolve(new Store(options));
  }

  onEvent(_listener: (event: StoreEvent) => void): { dispose(): void } {
    return { dispose() {} };
  }

  counts(): { runs: number; pending: number } {
    throw notYet();
  }

  listExperiments(_query: { project?: string }): Project[] {
    throw notYet();
  }

  listRuns(_query: RunsQuery): RunsPage {
    throw notYet();
  }

  getRun(_id: string): RunDetail {
    throw notYet();
  }

  runDirectory(_id: string): string {
    throw notYet();
  }

  listMetrics(_id: string): Promise<MetricInfo[]> {
    throw notYet();
  }

  querySeries(_query: SeriesQuery): Promise<Series[]> {
    throw notYet();
  }

  readLogs(_id: string, _query: LogQuery): Promise<LogPage> {
    throw notYet();
  }

  readMetricRows(_id: string, _downsample?: number): Promise<V1Metrics> {
    throw notYet();
  }

  dispose(): void {}
}

function notYet(): RunicornError {
  return new RunicornError("service_unavailable", "The store is being built.");
}
