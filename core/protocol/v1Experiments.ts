import * as z from "zod";

import { EachResult } from "./edit.ts";
import { RunStatus } from "./format.ts";
import type { Api } from "./route.ts";
import { V1Run } from "./v1.ts";

const runId = z.string().min(1).max(500);
const tag = z.string().min(1).max(200);

/** Comma-separated. */
const words = z
  .string()
  .max(10_000)
  .transform((text) =>
    text
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  );

/** Tags, search and environment of runs: what Runicorn 0.4 calls experiments. */
export const v1ExperimentApi = {
  tagExperiment: {
    method: "post",
    path: "/api/experiments/tag",
    auth: "token",
    summary: "Give a run tags; `append: false` takes the others away",
    body: z.object({
      run_id: runId,
      tags: z.array(tag).max(100),
      append: z.boolean().default(true),
    }),
    response: z.object({ ok: z.literal(true), run_id: z.string(), tags: z.array(z.string()) }),
  },
  searchExperiments: {
    method: "get",
    path: "/api/experiments/search",
    auth: "token",
    summary: "Runs with a text in their names, notes or tags, and with all of some tags",
    query: z.object({
      text: z.string().max(1000).optional(),
      project: z.string().optional(),
      tags: words.optional(),
      status: RunStatus.optional(),
      archived: z.stringbool().optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    response: z.object({ experiments: z.array(V1Run), total: z.int() }),
  },
  deleteExperiments: {
    method: "delete",
    path: "/api/experiments/delete",
    auth: "token",
    summary: "Put runs into the recycle bin; `run_ids` is comma-separated",
    query: z.object({ run_ids: words.refine((ids) => ids.length > 0 && ids.length <= 100) }),
    response: z.object({
      deleted_count: z.int(),
      results: EachResult,
      message: z.string(),
    }),
  },
  getEnvironment: {
    method: "get",
    path: "/api/environment/:id",
    auth: "token",
    summary: "What was captured of the environment of a run",
    params: z.object({ id: runId }),
    response: z.union([
      z.object({ available: z.literal(true), environment: z.record(z.string(), z.unknown()) }),
      z.object({ available: z.literal(false) }),
    ]),
  },
} as const satisfies Api;
