import * as z from "zod";

import type { MetricInfo, Stage } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import type { LogBar } from "#core/protocol/timeLeft.ts";
import type { PointRows } from "#webviews/shared/charts/data/newPoints.ts";
import type { SeriesAnswered } from "#webviews/shared/charts/data/seriesSource.ts";
import type { CallAnswered } from "#webviews/shared/hostCalls.ts";
import { KeepBoard } from "#webviews/shared/keepBoard.ts";
import type { ChartSettings } from "#webviews/shared/messages.ts";
import { SaveContent } from "#webviews/shared/saveContent.ts";

import { PageCall } from "./pageRoutes.ts";

/** All the page is told without asking. Sent whole; the page keeps nothing else of it. */
export interface DashboardState {
  readonly connection: "connecting" | "live" | "lost" | "left";
  /** The machine the run is on; null for this one. */
  readonly host: string | null;
  /** Seconds its clock is ahead of ours. */
  readonly clockOffset: number;
  /** Until when the run is known, in Unix seconds by that clock: the way to it ended then. Null while there is one. */
  readonly knownUntil: number | null;
  /** A sentence for the reader, where the run cannot be shown. */
  readonly error: string | null;
  readonly run: RunDetail | null;
  readonly metrics: readonly MetricInfo[];
  /** Where the run's stages begin. */
  readonly stages: readonly Stage[];
  /** The progress bar its log ends with, of a run that is going on and says nowhere else how far it is. */
  readonly bar: LogBar | null;
  /** Other numbers where there is more of a kind to be read. */
  readonly versions: Versions;
  readonly settings: ChartSettings;
}

/** How often the run's log, its typed events and its machine's samples are known to have changed. */
export interface Versions {
  readonly log: number;
  readonly events: number;
  readonly system: number;
}

/** Host to page. */
export type ToPage =
  | { readonly type: "state"; readonly state: DashboardState }
  | ({ readonly type: "series" } & SeriesAnswered)
  /** Points of the training that came since. */
  | { readonly type: "points"; readonly points: readonly PointRows[] }
  | ({ readonly type: "answer" } & CallAnswered)
  /** What another run ran in, which the reader chose to compare this one with; null where nothing was captured of it. */
  | { readonly type: "otherRun"; readonly title: string; readonly environment: object | null };

const OneRun = z.string().min(1).max(1000);

/** Page to host. The host parses it: a page is not trusted more than any other sender. */
export const FromPage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  SaveContent,
  KeepBoard,
  z.object({ type: z.literal("query"), request: z.int(), query: SeriesQuery }),
  PageCall,
  /** Saves a file of the run, or of one of its store that is beside it, where the reader says. */
  z.object({ type: z.literal("saveFile"), run: OneRun, path: z.string().max(4096) }),
  /** Opens the recorded entry file in the editor; the host looks up which one that is. */
  z.object({ type: z.literal("openEntryFile") }),
  z.object({ type: z.literal("showPatch") }),
  z.object({ type: z.literal("openInBrowser"), run: OneRun }),
  /** Runs were dropped on the page: they are to be compared with its own. */
  z.object({ type: z.literal("dropRuns") }),
  /** The reader wants to choose another run, of whatever source, to compare environments with. */
  z.object({ type: z.literal("pickOtherRun") }),
  /** Connects again to the machine the run is on. */
  z.object({ type: z.literal("connect") }),
  z.object({ type: z.literal("showViewerLog") }),
]);
export type FromPage = z.infer<typeof FromPage>;
