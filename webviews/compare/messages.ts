import * as z from "zod";

import type { Run } from "#core/protocol/run.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import type { MetricPoints } from "#webviews/shared/charts/newPoints.ts";
import type { SeriesAnswered } from "#webviews/shared/charts/seriesSource.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";

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
  /** The machine its store lies on; untrusted text. */
  readonly host: string;
  readonly connection: "connecting" | "live" | "lost";
  /** A sentence for the reader, where the run or its newest points cannot be shown. */
  readonly error: string | null;
  /** Seconds its machine's clock is ahead of this one's; taken out of wall times already. */
  readonly clockOffset: number;
  /** As it was last known; null where it never was. */
  readonly run: Run | null;
}

/** Which runs are compared, in the order they were chosen. Sent whole. */
export interface CompareState {
  readonly runs: readonly ComparedRun[];
  readonly settings: ChartSettings;
}

/** A metric of one run. */
export interface RunMetric {
  readonly key: string;
  /** Another text where there are other points. */
  readonly version: string;
  /** How many points it has. */
  readonly points: number;
  /** Its last value as it is shown. */
  readonly last: string;
  /** Null where it has no finite value; `best`, where the run does not say which values are better. */
  readonly min: number | null;
  readonly max: number | null;
  readonly best: number | null;
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
  | { readonly type: "metrics"; readonly ref: string; readonly metrics: readonly RunMetric[] }
  /** Points that came since, of the metrics of one run. */
  | { readonly type: "points"; readonly ref: string; readonly points: readonly MetricPoints[] }
  /** The answer to one `query` to a source. */
  | ({ readonly type: "series"; readonly source: string } & SeriesAnswered);

/** Page to host. The host parses it: a page is not trusted more than any other sender. */
export const FromPage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({
    type: z.literal("query"),
    source: z.string().max(1000),
    request: z.number().int(),
    query: SeriesQuery,
  }),
  /** Other runs are wanted: ask which. */
  z.object({ type: z.literal("pickRuns") }),
  z.object({ type: z.literal("removeRun"), ref: z.string().max(2000) }),
  z.object({ type: z.literal("openRun"), ref: z.string().max(2000) }),
]);
export type FromPage = z.infer<typeof FromPage>;

/** As many runs are compared at once. */
export const mostCompared = 50;
