import type { LogPage } from "#core/protocol/log.ts";
import type { MetricInfo, Series, SeriesQuery } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";

/** All the page shows except curves. Sent whole; the page keeps nothing else of it. */
export interface DashboardState {
  readonly connection: "connecting" | "live" | "lost";
  /** A sentence for the reader, where the run cannot be shown. */
  readonly error: string | null;
  readonly run: RunDetail | null;
  readonly metrics: readonly MetricInfo[];
  readonly log: LogPage;
  readonly settings: ChartSettings;
}

export interface ChartSettings {
  /** Weight of the past in the exponential moving average, 0 (off) to 0.99. */
  readonly smoothing: number;
  /** Buckets asked for per curve. */
  readonly points: number;
}

export type SeriesRequest = SeriesQuery & { readonly points: number };

/** Host to page. */
export type ToPage =
  | { readonly type: "state"; readonly state: DashboardState }
  /** The answer to one `query`; `series` is null where it failed and `error` says why. */
  | {
      readonly type: "series";
      readonly request: number;
      readonly series: readonly Series[] | null;
      readonly error: string | null;
    };

/** Page to host. */
export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "query"; readonly request: number; readonly query: SeriesRequest }
  /** Older log lines, those that end at byte `before`. */
  | { readonly type: "loadLog"; readonly before: number }
  | { readonly type: "showViewerLog" };
