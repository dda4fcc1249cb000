import type { Client } from "#core/client/client.ts";
import { type HostCall, hostCall } from "#webviews/shared/hostCall.ts";

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

/** A call as it goes to the host. */
export const PageCall = hostCall(pageRoutes);
export type PageCall = HostCall<(typeof pageRoutes)[number]>;
