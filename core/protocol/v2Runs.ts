import * as z from "zod";

import { RunEdit } from "./edit.ts";
import type { Api } from "./route.ts";
import { Project, RunDetail, RunsPage, RunsQuery } from "./run.ts";

const runParams = z.object({ id: z.string().min(1) });

/** Lists of runs, and one run with what a person says of it. */
export const v2RunApi = {
  listExperiments: {
    method: "get",
    path: "/api/v2/experiments",
    auth: "token",
    summary: "Projects with counts and latest activity; the names of one with `project`",
    query: z.object({ project: z.string().optional() }),
    response: z.object({ projects: z.array(Project) }),
  },
  listRuns: {
    method: "get",
    path: "/api/v2/runs",
    auth: "token",
    summary: "Runs, filtered, sorted and paged",
    query: RunsQuery,
    response: RunsPage,
  },
  getRun: {
    method: "get",
    path: "/api/v2/runs/:id",
    auth: "token",
    summary: "All of one run",
    params: runParams,
    response: RunDetail,
  },
  editRun: {
    method: "patch",
    path: "/api/v2/runs/:id",
    auth: "token",
    summary: "Change what a person says of a run: alias, tags, notes, pinned, archived",
    params: runParams,
    body: RunEdit,
    response: RunDetail,
  },
} as const satisfies Api;
