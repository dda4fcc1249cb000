import type { Api } from "./route.ts";
import { V1Health } from "./v1.ts";

/** The viewer itself, as Runicorn 0.6 tells of it. */
export const v1ServerApi = {
  health: {
    method: "get",
    path: "/api/health",
    auth: "token",
    summary: "Whether the viewer answers, for which store, and its version",
    response: V1Health,
  },
} as const satisfies Api;
