import * as z from "zod";

import type { Api } from "./route.ts";
import { V1Health } from "./v1.ts";

const bytes = z.number();
const count = z.int();

/** What a store takes up, in bytes by its parts. */
const StorageStats = z.object({
  storage_root: z.string(),
  total_size_bytes: bytes,
  runs: z.object({ size_bytes: bytes, files_count: count, runs_count: count }),
  /** Files that several runs may share, of 0.6 and later. */
  archive: z.object({ size_bytes: bytes, files_count: count }),
  artifacts: z.object({ size_bytes: bytes, files_count: count }),
  index: z.object({ size_bytes: bytes, files_count: count }),
  recycle_bin: z.object({ runs_count: count }),
});

/** The viewer itself and its store, as Runicorn 0.6 tells of them. */
export const v1ServerApi = {
  health: {
    method: "get",
    path: "/api/health",
    auth: "token",
    summary: "Whether the viewer answers, for which store, and its version",
    response: V1Health,
  },
  checkStatus: {
    method: "post",
    path: "/api/status/check",
    auth: "token",
    summary: "Write down of every run whose process is gone that it has failed",
    response: z.object({ checked: count, updated: count, message: z.string() }),
  },
  cacheStats: {
    method: "get",
    path: "/api/metrics/cache/stats",
    auth: "token",
    summary: "Figures of a cache this viewer does not have: it has an index",
    response: z.object({
      size: count,
      max_size: count,
      hits: count,
      misses: count,
      incremental_updates: count,
      hit_rate: z.string(),
      incremental_rate: z.string(),
    }),
  },
  storageStats: {
    method: "get",
    path: "/api/storage/stats",
    auth: "token",
    summary: "What the store takes up",
    response: StorageStats,
  },
} as const satisfies Api;
