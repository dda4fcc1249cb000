import * as z from "zod";

/** A record of `events.jsonl` that is no metrics: an image, a table, an alert … `data` is as it was logged. */
export const RunEvent = z.object({
  /** Counts the run's events from 1, in the order of the file; those of each rank come behind a gap of their own. */
  id: z.int(),
  type: z.string(),
  key: z.string().nullable(),
  /** The step it was logged for, else the run's step at that time. */
  step: z.number().nullable(),
  /** Unix seconds. */
  ts: z.number().nullable(),
  /** Which of several processes logged it; null where there is only one. */
  rank: z.int().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type RunEvent = z.infer<typeof RunEvent>;

/** Types whose events are something to look at or listen to. */
export const mediaTypes = ["image", "audio", "video", "text", "table", "histogram"] as const;

const list = z
  .string()
  .transform((text) => text.split(",").map((word) => word.trim()))
  .optional();

export const EventsQuery = z.object({
  /** Comma-separated. */
  type: list,
  key: z.string().optional(),
  /** Only events with a greater id. Of several processes that log, who follows a run needs `since`. */
  after: z.coerce.number().int().min(0).default(0),
  /** The `cursor` of a page of the same types and key: only events that neither it nor a page before it had. In place of `after`. */
  since: z
    .string()
    .max(100_000)
    .regex(/^(?:[\da-z]{0,3}\.[\da-z]{1,9}(?:_(?!$)|$))*$/u)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const EventsPage = z.object({
  events: z.array(RunEvent),
  /** `after` of the next page; null when this is the last. */
  next: z.int().nullable(),
  /** What of each process's events has been looked at: `since` of what comes next. Viewers of earlier versions have none. */
  cursor: z.string().optional(),
});
export type EventsPage = z.infer<typeof EventsPage>;

/** What a run has to look at under one key. */
export const EventKey = z.object({
  type: z.string(),
  key: z.string().nullable(),
  count: z.int(),
  first_step: z.number().nullable(),
  last_step: z.number().nullable(),
});
export type EventKey = z.infer<typeof EventKey>;

/** What a training wants a person to know. */
export const Alert = z.object({
  /** Of the event. */
  id: z.int(),
  level: z.enum(["info", "warning", "error"]),
  title: z.string().nullable(),
  text: z.string(),
  step: z.number().nullable(),
});
export type Alert = z.infer<typeof Alert>;
