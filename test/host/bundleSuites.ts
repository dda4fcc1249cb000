import { readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { build } from "esbuild";

import { suitesFolder } from "./paths.ts";

/** Makes the suites loadable by an extension host: CommonJS, one file per suite. Returns the file that VS Code calls. */
export async function bundleSuites(): Promise<string> {
  const source = path.join(import.meta.dirname, "suites");
  rmSync(suitesFolder, { recursive: true, force: true });
  await build({
    entryPoints: readdirSync(source)
      .filter((name) => name === "index.ts" || name.endsWith(".test.ts"))
      .map((name) => path.join(source, name)),
    outdir: suitesFolder,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  writeFileSync(path.join(suitesFolder, "package.json"), '{ "type": "commonjs" }\n');
  return path.join(suitesFolder, "index.js");
}
