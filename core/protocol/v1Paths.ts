import * as z from "zod";

import type { Api } from "./route.ts";
import { V1Run } from "./v1.ts";

/** Folders by name, each with those in it. */
const Tree = z.record(z.string(), z.unknown());

const PathStats = z.object({
  total: z.int(),
  running: z.int(),
  finished: z.int(),
  failed: z.int(),
  interrupted: z.int(),
});
export type PathStats = z.infer<typeof PathStats>;

const flag = z.stringbool().default(false);
const path = z.string().max(2000);

/** A run below a project, in the words of 0.6 and, for 0.5, those of the run list. */
const V1NamedRun = V1Run.extend({ run_id: z.string(), start_time: z.number().nullable() });

/** Runicorn 0.6's ways to runs by their path, and 0.5's by project and name. */
export const v1PathApi = {
  listPaths: {
    method: "get",
    path: "/api/paths",
    auth: "token",
    summary: "Paths that runs lie at, as a list and as a tree; with counts, their folders too",
    query: z.object({ include_stats: flag }),
    response: z.object({
      paths: z.array(z.string()),
      tree: Tree,
      stats: z.record(z.string(), PathStats).optional(),
    }),
  },
  pathTree: {
    method: "get",
    path: "/api/paths/tree",
    auth: "token",
    summary: "Paths that runs lie at, as a tree",
    response: z.object({ tree: Tree }),
  },
  runsAtPath: {
    method: "get",
    path: "/api/paths/runs",
    auth: "token",
    summary: "Runs at a path and, unless `exact`, below it",
    query: z.object({ path: path.default(""), exact: flag }),
    response: z.array(V1Run),
  },
  softDeletePath: {
    method: "post",
    path: "/api/paths/soft-delete",
    auth: "token",
    summary: "Put the runs at a path and, unless `exact`, below it into the recycle bin",
    body: z.object({ path: path.min(1), exact: z.boolean().default(false) }),
    response: z.object({
      path: z.string(),
      deleted_count: z.int(),
      errors: z.array(z.string()),
    }),
  },
  listProjects: {
    method: "get",
    path: "/api/projects",
    auth: "token",
    summary: "Projects by name",
    response: z.object({ projects: z.array(z.string()) }),
  },
  listNames: {
    method: "get",
    path: "/api/projects/:project/names",
    auth: "token",
    summary: "Names below a project",
    params: z.object({ project: z.string().min(1) }),
    response: z.object({ names: z.array(z.string()) }),
  },
  listNamedRuns: {
    method: "get",
    path: "/api/projects/:project/names/:name/runs",
    auth: "token",
    summary: "Runs of a name below a project",
    params: z.object({ project: z.string().min(1), name: z.string() }),
    response: z.array(V1NamedRun),
  },
} as const satisfies Api;
