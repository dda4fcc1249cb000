import * as z from "zod";

import { DeletedRun, EachResult, PurgeAnswer, RunIdList } from "./edit.ts";
import type { Api } from "./route.ts";

/** What happens to runs nobody wants any more. */
export const v2RecycleBinApi = {
  deleteRuns: {
    method: "post",
    path: "/api/v2/runs/delete",
    auth: "token",
    summary: "Put runs into the recycle bin; nothing of them is removed",
    body: z.object({ ids: RunIdList }),
    response: z.object({ results: EachResult }),
  },
  listDeleted: {
    method: "get",
    path: "/api/v2/recycle-bin",
    auth: "token",
    summary: "Runs in the recycle bin, latest first",
    response: z.object({ runs: z.array(DeletedRun) }),
  },
  restoreRuns: {
    method: "post",
    path: "/api/v2/recycle-bin/restore",
    auth: "token",
    summary: "Take runs out of the recycle bin",
    body: z.object({ ids: RunIdList }),
    response: z.object({ results: EachResult }),
  },
  purgeRuns: {
    method: "post",
    path: "/api/v2/recycle-bin/purge",
    auth: "token",
    summary: "Remove runs of the recycle bin for good, and what only they kept in the archive",
    body: z.object({ ids: RunIdList, dry_run: z.boolean().default(false) }),
    response: PurgeAnswer,
  },
} as const satisfies Api;
