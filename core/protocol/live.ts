import * as z from "zod";

import { Alert } from "./event.ts";
import { JsonNumber } from "./number.ts";
import { Run } from "./run.ts";

/** What changed in a store. */
export const StoreEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("run_created"), run: Run }),
  z.object({ type: z.literal("run_changed"), run: Run }),
  z.object({ type: z.literal("run_deleted"), id: z.string() }),
  z.object({
    type: z.literal("points_appended"),
    id: z.string(),
    /** Per metric that got points: its newest one. */
    last: z.record(z.string(), z.object({ step: z.number(), value: JsonNumber })),
  }),
  z.object({
    type: z.literal("events_appended"),
    id: z.string(),
    /** Id of the newest typed event. */
    last: z.number().int(),
    /** Alerts among them, the newest of a burst. */
    alerts: z.array(Alert),
  }),
  z.object({ type: z.literal("log_appended"), id: z.string(), size: z.number().int() }),
]);
export type StoreEvent = z.infer<typeof StoreEvent>;

/**
 * A frame of `WS /api/v2/live`. `cursor` goes into `?since=` to continue after it. `hello` opens every connection;
 * `reset` says that events since the given cursor are gone, so everything shown must be asked for again; `heartbeat` comes
 * every `heartbeatMs`, so a connection without frames for longer is dead.
 */
export const LiveFrame = z.object({
  cursor: z.string(),
  event: z.union([
    StoreEvent,
    z.object({ type: z.literal("hello") }),
    z.object({ type: z.literal("reset") }),
    z.object({ type: z.literal("heartbeat") }),
  ]),
});
export type LiveFrame = z.infer<typeof LiveFrame>;

/** Milliseconds between two heartbeats of a live socket. */
export const heartbeatMs = 5000;
