import * as z from "zod";

import type { MetricDefinition, Stage } from "#core/protocol/metric.ts";
import type { JsonNumber } from "#core/protocol/number.ts";
import type { Run } from "#core/protocol/run.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import type { PointRows } from "#webviews/shared/charts/data/newPoints.ts";
import type { SeriesAnswered } from "#webviews/shared/charts/data/seriesSource.ts";
import type { CallAnswered } from "#webviews/shared/hostCalls.ts";
import { KeepBoard } from "#webviews/shared/keepBoard.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";
import { SaveContent } from "#webviews/shared/saveContent.ts";

import { SourceCall } from "./compareRoutes.ts";

/** One run among those of all sources. */
export interface RunName {
  readonly source: string;
  readonly run: string;
}

/** A run among others, without what is large of it. */
export interface ComparedRun {
  /** `<source>:<id>`. */
  readonly ref: string;
  readonly source: string;
  readonly id: string;
  /** The other machine its store lies on; untrusted text. Empty for this machine. */
  readonly host: string;
  readonly connection: "connecting" | "live" | "lost";
  /** A sentence for the reader, where the run or its newest points cannot be shown. */
  readonly error: string | null;
  /** Seconds its machine's clock is ahead of this one's; taken out of wall times already. */
  readonly clockOffset: number;
  /** How often its typed events are known to have changed. */
  readonly events: number;
  /** As it was last known; null where it never was. */
  readonly run: Run | null;
}

/** Which runs are compared, in the order they were chosen. Sent whole. */
export interface CompareState {
  readonly runs: readonly ComparedRun[];
  readonly settings: ChartSettings;
}

/** A metric of one run. */
export interface RunMetric extends MetricDefinition {
  readonly key: string;
  /** Another text where there are other points. */
  readonly version: string;
  /** How many points it has. */
  readonly points: number;
  /** Null where it has none. */
  readonly last: JsonNumber | null;
  /** Null where it has no finite value; `best`, where the run does not say which values are better. */
  readonly min: number | null;
  readonly max: number | null;
  readonly best: number | null;
  /** Unix seconds of its first point, by the clock of its machine. */
  readonly firstAt: number | null;
}

/** What is large of a run: sent when it has changed. */
export interface RunValues {
  readonly ref: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly summary: Readonly<Record<string, unknown>>;
}

/** Host to page. */
export type ToPage =
  | { readonly type: "state"; readonly state: CompareState }
  | ({ readonly type: "values" } & RunValues)
  | {
      readonly type: "metrics";
      readonly ref: string;
      readonly metrics: readonly RunMetric[];
      /** Where the run's stages begin. */
      readonly stages: readonly Stage[];
    }
  /** Points that came since, of the metrics of one run. */
  | { readonly type: "points"; readonly ref: string; readonly points: readonly PointRows[] }
  /** The answer to one `query` to a source. */
  | ({ readonly type: "series"; readonly source: string } & SeriesAnswered)
  /** The answer to one `call` to a source. */
  | ({ readonly type: "answer"; readonly source: string } & CallAnswered);

/** Page to host. The host parses it: a page is not trusted more than any other sender. */
export const FromPage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  SaveContent,
  KeepBoard,
  z.object({
    type: z.literal("query"),
    source: z.string().max(1000),
    request: z.int(),
    query: SeriesQuery,
  }),
  SourceCall,
  /** Other runs are wanted: ask which. */
  z.object({ type: z.literal("pickRuns") }),
  /** Runs were dropped on the page; the host knows which. */
  z.object({ type: z.literal("dropRuns") }),
  z.object({
    type: z.literal("addRun"),
    source: z.string().max(1000),
    run: z.string().min(1).max(1000),
  }),
  z.object({ type: z.literal("removeRun"), ref: z.string().max(2000) }),
  z.object({ type: z.literal("openRun"), ref: z.string().max(2000) }),
  z.object({
    type: z.literal("saveFile"),
    ref: z.string().max(2000),
    path: z.string().max(4096),
  }),
  z.object({ type: z.literal("openInBrowser"), ref: z.string().max(2000) }),
]);
export type FromPage = z.infer<typeof FromPage>;

/** As many runs are compared at once. */
export const mostCompared = 50;
