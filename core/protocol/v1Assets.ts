import * as z from "zod";

import type { Api } from "./route.ts";
import { RunParams } from "./runParams.ts";

/** One thing a run refers to, and how many runs do. */
const AssetRef = z.object({
  asset_id: z.string(),
  asset_type: z.string(),
  name: z.string(),
  fingerprint: z.string().nullable(),
  role: z.string(),
  ref_count: z.int(),
});
export type AssetRef = z.infer<typeof AssetRef>;

/** Code, configuration, data sets and outputs that a run recorded, as Runicorn 0.6 tells of them. */
export const v1AssetApi = {
  getAssets: {
    method: "get",
    path: "/api/runs/:id/assets",
    auth: "token",
    summary: "A run's assets.json",
    params: RunParams,
    response: z.object({
      run_id: z.string(),
      assets: z.record(z.string(), z.unknown()),
      assets_count: z.int(),
    }),
  },
  downloadAsset: {
    method: "get",
    path: "/api/runs/:id/assets/download",
    auth: "token",
    summary:
      "A file of the archive, or of the run's own folder, that the run's assets.json names; folders come as ZIP archives",
    params: RunParams,
    query: z.object({
      path: z.string().min(1).max(4096),
      filename: z.string().min(1).max(255).optional(),
    }),
    response: z.unknown(),
    file: true,
  },
  assetRefs: {
    method: "get",
    path: "/api/runs/:id/assets/refs",
    auth: "token",
    summary: "What of the archive only this run refers to, and what others do, too",
    params: RunParams,
    response: z.object({
      run_id: z.string(),
      orphaned_assets: z.array(AssetRef),
      shared_assets: z.array(AssetRef),
      orphaned_count: z.int(),
      shared_count: z.int(),
    }),
  },
} as const satisfies Api;
