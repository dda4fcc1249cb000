import * as z from "zod";

import type { LogPage } from "#core/protocol/log.ts";
import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import type { SeriesAnswered } from "#webviews/shared/charts/seriesSource.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";

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

/** Host to page. */
export type ToPage =
  | { readonly type: "state"; readonly state: DashboardState }
  | ({ readonly type: "series" } & SeriesAnswered);

/** Page to host. The host parses it: a page is not trusted more than any other sender. */
export const FromPage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("query"), request: z.number().int(), query: SeriesQuery }),
  /** Older log lines, those that end at byte `before`. */
  z.object({ type: z.literal("loadLog"), before: z.number().int().min(0) }),
  z.object({ type: z.literal("showViewerLog") }),
]);
export type FromPage = z.infer<typeof FromPage>;
