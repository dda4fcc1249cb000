import { symlinkSync } from "node:fs";
import path from "node:path";

import { build } from "esbuild";

/** Bundles the viewer of the ingest bench and its threads into a folder, as `npm run build` does; returns the program. */
export async function bundleServer(folder: string): Promise<string> {
  await build({
    bundle: true,
    minify: true,
    keepNames: true,
    logLevel: "warning",
    platform: "node",
    target: "node22",
    format: "cjs",
    define: { "import.meta.dirname": "__dirname" },
    entryPoints: {
      ingestServer: path.join(import.meta.dirname, "ingestServer.ts"),
      ingestWorker: "core/store/ingest/ingestWorker.ts",
      recordWorker: "core/store/follow/recordWorker.ts",
    },
    // As in esbuild.mjs: ssh2 does without them.
    external: ["cpu-features", "*.node"],
    outdir: folder,
    outExtension: { ".js": ".cjs" },
  });
  symlinkSync(
    path.resolve("node_modules/better-sqlite3/prebuilds"),
    path.join(folder, "prebuilds"),
  );
  return path.join(folder, "ingestServer.cjs");
}
