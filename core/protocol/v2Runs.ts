import * as z from "zod";

import { RunEdit } from "./edit.ts";
import { Completion, CompletionQuery } from "./filter/completion.ts";
import type { Api } from "./route.ts";
import { Project, RunDetail, RunsPage, RunsQuery } from "./run.ts";
import { RunParams } from "./runParams.ts";
import {
  ColumnsQuery,
  FacetsQuery,
  GroupsQuery,
  RunColumnList,
  RunFacets,
  RunGroups,
} from "./runTable.ts";

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
  groupRuns: {
    method: "get",
    path: "/api/v2/runs/groups",
    auth: "token",
    summary: "Runs grouped by fields, with statistics of others over each group",
    query: GroupsQuery,
    response: RunGroups,
  },
  listFacets: {
    method: "get",
    path: "/api/v2/runs/facets",
    auth: "token",
    summary: "Which values runs have in fields, and how many of them",
    query: FacetsQuery,
    response: RunFacets,
  },
  listColumns: {
    method: "get",
    path: "/api/v2/runs/columns",
    auth: "token",
    summary: "Fields runs can be sorted and filtered by, with their types and ranges",
    query: ColumnsQuery,
    response: RunColumnList,
  },
  completeFilter: {
    method: "get",
    path: "/api/v2/filter/complete",
    auth: "token",
    summary: "What may follow at a place in a filter, and what is wrong with it",
    query: CompletionQuery,
    response: Completion,
  },
  getRun: {
    method: "get",
    path: "/api/v2/runs/:id",
    auth: "token",
    summary: "All of one run",
    params: RunParams,
    response: RunDetail,
  },
  editRun: {
    method: "patch",
    path: "/api/v2/runs/:id",
    auth: "token",
    summary: "Change what a person says of a run: alias, tags, notes, pinned, archived",
    params: RunParams,
    body: RunEdit,
    response: RunDetail,
  },
} as const satisfies Api;
