import * as z from "zod";

import { Alert } from "./event.ts";
import { MetricSource } from "./metric.ts";
import { JsonNumber } from "./number.ts";
import { RemoteConnection } from "./remote.ts";
import { Run } from "./run.ts";

/**
 * Points of series that have the same steps and times. A series' points are numbered from 0 in the order of its file;
 * `first` is the number of the first one here. Where it is greater than the points a client has, some are missing: ask for
 * them. Where it is 0 though the client has some, the file was replaced by another: forget them.
 */
export const NewPoints = z.object({
  first: z.int(),
  steps: z.array(z.number()),
  /** Unix seconds. */
  times: z.array(z.number()),
  series: z.array(z.object({ key: z.string(), values: z.array(JsonNumber) })),
});
export type NewPoints = z.infer<typeof NewPoints>;

/** What changed in a store. */
export const StoreEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("run_created"), run: Run }),
  z.object({ type: z.literal("run_changed"), run: Run }),
  z.object({ type: z.literal("run_deleted"), id: z.string() }),
  /**
   * How far the first look at the run directories is: now and then while it takes long, and once when `done` is `total`.
   * Runs that it finds are in the lists, but are not told one by one.
   */
  z.object({ type: z.literal("indexing"), done: z.int(), total: z.int() }),
  z.object({
    type: z.literal("points_appended"),
    id: z.string(),
    /** The file they are in; the rank is null where a run has one for all. */
    source: MetricSource,
    rank: z.int().nullable(),
    /** See `PointsPage`. */
    generation: z.string().optional(),
    /** Per metric of the run's row that got points: its newest one. */
    last: z.record(z.string(), z.object({ step: z.number(), value: JsonNumber })),
    /** All points that came since the event before. */
    points: z.array(NewPoints),
    /** In place of `points` where they are very many: how many each series got. */
    unsent: z.array(z.object({ key: z.string(), first: z.int(), count: z.int() })),
  }),
  z.object({
    type: z.literal("events_appended"),
    id: z.string(),
    /** Id of the newest typed event. */
    last: z.int(),
    /** Alerts among them, the newest of a burst. */
    alerts: z.array(Alert),
  }),
  z.object({ type: z.literal("log_appended"), id: z.string(), size: z.int() }),
]);
export type StoreEvent = z.infer<typeof StoreEvent>;

/** How an SSH connection of this server is now. The last word about one that has gone is that it is disconnected. */
const ConnectionEvent = z.object({
  type: z.literal("connection_changed"),
  connection: RemoteConnection,
});

/** What is told to those who follow a server. */
export type LiveEvent = StoreEvent | z.infer<typeof ConnectionEvent>;

/**
 * A frame of `WS /api/v2/live`. `cursor` goes into `?since=` to continue after it. `hello` opens every connection;
 * `reset` says that events since the given cursor are gone, so everything shown must be asked for again; `heartbeat` comes
 * every `heartbeatMs`, so a connection without frames for longer is dead.
 */
export const LiveFrame = z.object({
  cursor: z.string(),
  event: z.union([
    StoreEvent,
    ConnectionEvent,
    z.object({ type: z.literal("hello") }),
    z.object({ type: z.literal("reset") }),
    z.object({ type: z.literal("heartbeat") }),
  ]),
});
export type LiveFrame = z.infer<typeof LiveFrame>;

/** Milliseconds between two heartbeats of a live socket. */
export const heartbeatMs = 5000;
