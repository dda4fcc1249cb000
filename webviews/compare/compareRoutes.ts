import * as z from "zod";

import type { Client } from "#core/client/client.ts";
import { type HostCall, hostCall } from "#webviews/shared/hostCall.ts";

/** What of a viewer's API the page of several runs may ask its host for. Nothing of it changes anything. */
export const compareRoutes = [
  "listRuns",
  "getEnvironment",
  "getCode",
  "listMedia",
  "listEvents",
  "listFiles",
  "readFile",
] as const;

/** These routes as the page calls them. */
export type SourceCalls = Pick<Client, (typeof compareRoutes)[number]>;

/** A call to one of the sources, as it goes to the host. */
export const SourceCall = hostCall(compareRoutes).extend({ source: z.string().max(1000) });
export type SourceCall = HostCall<(typeof compareRoutes)[number]> & { readonly source: string };
