import * as z from "zod";

import type { Client } from "#core/client/client.ts";

/** What of the viewer's API the page of a run may ask its host for. Edits are of its own run only. */
export const pageRoutes = [
  "getRun",
  "listRuns",
  "getEnvironment",
  "getCode",
  "getSystem",
  "listEvents",
  "listMedia",
  "readMedia",
  "readLogs",
  "readPoints",
  "listFiles",
  "readFile",
  "editRun",
] as const;

/** These routes as the page calls them. */
export type RunCalls = Pick<Client, (typeof pageRoutes)[number]>;

const Value = z.union([z.string(), z.number(), z.boolean()]);

/** A call as it goes to the host. The viewer checks what is in it once more. */
export const PageCall = z.object({
  type: z.literal("call"),
  request: z.number().int(),
  route: z.enum(pageRoutes),
  call: z.object({
    params: z.record(z.string(), z.string()).optional(),
    query: z.record(z.string(), Value.optional()).optional(),
    body: z.unknown().optional(),
  }),
});
export type PageCall = z.infer<typeof PageCall>;
