// Builds everything that ships into dist/. One bundle per process: extension host, command, each page, demo.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

import { build } from "esbuild";

const out = "dist";
rmSync(out, { recursive: true, force: true });

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const shared = {
  bundle: true,
  minify: true,
  keepNames: true,
  legalComments: "linked",
  logLevel: "warning",
  define: { RUNICORN_VERSION: JSON.stringify(version) },
};
const node = {
  ...shared,
  platform: "node",
  target: "node22",
  format: "cjs",
  // Where a file lies, in the words of CommonJS.
  define: { ...shared.define, "import.meta.dirname": "__dirname" },
};

// A program of its own, beside whatever the SDK is bundled into.
const backgroundThread = {
  runicornBackground: "sdk/typescript/src/background/runicornBackground.ts",
};

await Promise.all([
  build({
    ...node,
    entryPoints: { extension: "extension/extension.ts" },
    outdir: out,
    outExtension: { ".js": ".cjs" },
    external: ["vscode"],
    // A library asks whether it runs in a browser; the editor logs an error for whoever looks at this global.
    define: { ...shared.define, navigator: "undefined" },
  }),
  build({
    ...node,
    entryPoints: {
      runicorn: "cli/main.ts",
      ingestWorker: "core/store/ingest/ingestWorker.ts",
      recordWorker: "core/store/follow/recordWorker.ts",
      privateKeyWorker: "core/remote/keys/privateKeyWorker.ts",
    },
    // What ssh2 is faster with. It does without them.
    external: ["cpu-features", "*.node"],
    outdir: out,
    outExtension: { ".js": ".cjs" },
    banner: { js: "#!/usr/bin/env node" },
  }),
  build({
    ...shared,
    platform: "browser",
    target: "es2022",
    format: "iife",
    // Nothing there asks what a function is called.
    keepNames: false,
    entryPoints: {
      compare: "webviews/compare/index.ts",
      dashboard: "webviews/dashboard/index.ts",
      table: "webviews/table/index.ts",
      viewer: "webviews/viewer/index.ts",
      viewerTable: "webviews/viewer/viewerTable.ts",
    },
    outdir: path.join(out, "webviews"),
    loader: { ".ttf": "copy" },
    assetNames: "[name]",
  }),
  build({
    ...shared,
    minify: false,
    platform: "node",
    target: "node18",
    format: "esm",
    entryPoints: { index: "sdk/typescript/src/index.ts", ...backgroundThread },
    outdir: "sdk/typescript/dist",
  }),
  build({
    ...shared,
    platform: "node",
    target: "node18",
    format: "esm",
    entryPoints: { train: "examples/typescript/train.ts", ...backgroundThread },
    outdir: path.join(out, "demo/typescript"),
    outExtension: { ".js": ".mjs" },
  }),
]);

// Scripts for other machines lie beside the command that sends them.
for (const file of readdirSync("core/remote", { recursive: true })) {
  if (/\.(sh|py)$/.test(file))
    cpSync(path.join("core/remote", file), path.join(out, path.basename(file)));
}

// better-sqlite3 ships one Node-API binary per platform; db.ts picks one at run time.
const prebuilds = "node_modules/better-sqlite3/prebuilds";
mkdirSync(path.join(out, "prebuilds"), { recursive: true });
for (const platform of readdirSync(prebuilds)) {
  cpSync(path.join(prebuilds, platform), path.join(out, "prebuilds", platform), {
    recursive: true,
  });
}

// The demo runs the real example with the real SDK, from the VSIX as from a clone.
cpSync("examples/data", path.join(out, "demo/data"), { recursive: true });
cpSync("examples/python", path.join(out, "demo/python"), {
  recursive: true,
  filter: (file) => !file.includes("__pycache__"),
});
cpSync("sdk/python/runicorn", path.join(out, "demo/sdk/runicorn"), {
  recursive: true,
  filter: (file) => !file.includes("__pycache__"),
});
