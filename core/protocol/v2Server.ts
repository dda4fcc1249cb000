import * as z from "zod";

import { Overview, OverviewQuery } from "./overview.ts";
import type { Api } from "./route.ts";

/** The viewer itself: who it is, how one gets in, what it can do. */
export const v2ServerApi = {
  createSession: {
    method: "post",
    path: "/api/v2/session",
    auth: "ticket",
    summary: "Exchange a one-time ticket for the session cookie",
    body: z.object({ ticket: z.string().min(1).max(200) }),
    response: z.object({ success: z.literal(true) }),
  },
  getStore: {
    method: "get",
    path: "/api/v2/store",
    auth: "token",
    summary: "The store behind this viewer: its id, root and how far it is indexed",
    response: z.object({
      id: z.string(),
      root: z.string(),
      version: z.string(),
      runs: z.int(),
      /** Runs whose events are not indexed to the end yet. */
      pending: z.int(),
      /** What is to be read of them. */
      pending_bytes: z.int(),
    }),
  },
  openBrowser: {
    method: "post",
    path: "/api/v2/browser",
    auth: "token",
    summary:
      "A link that opens the dashboard in a browser, once, within 30 seconds; where need be, a loopback port for it",
    body: z.object({
      /** Of the page, with `?` and `#` where it has them. */
      path: z
        .string()
        .max(2000)
        .regex(/^\/(?![/\\])[^\s\\]*$/, "must be a path on this viewer")
        .default("/"),
    }),
    response: z.object({
      url: z.string(),
      /** Unix seconds. */
      expires_at: z.number(),
    }),
  },
  getOverview: {
    method: "get",
    path: "/api/v2/analytics/overview",
    auth: "token",
    summary: "Counts and trends of the store",
    query: OverviewQuery,
    response: Overview,
  },
  getDocs: {
    method: "get",
    path: "/api/docs",
    auth: "token",
    summary: "A page that lists all of this API",
    response: z.string(),
    page: true,
  },
  getOpenApi: {
    method: "get",
    path: "/api/openapi.json",
    auth: "token",
    summary: "The OpenAPI document of this API",
    response: z.record(z.string(), z.unknown()),
  },
} as const satisfies Api;
