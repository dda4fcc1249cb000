// npm run test:electron
// The suites of `npm run test:host` that run inside the extension host, in a desktop VS Code. Where none can be downloaded: exit 1.
import { spawnSync } from "node:child_process";

import { downloadAndUnzipVSCode, runTests, SilentReporter } from "@vscode/test-electron";

import { TempStore } from "#test/support/tempStore.ts";

import { bundleSuites } from "./bundleSuites.ts";
import { checkout } from "./paths.ts";
import { fillStore } from "./suites/fillStore.ts";

const vscodeExecutablePath = await downloadAndUnzipVSCode({
  timeout: 60_000,
  reporter: new SilentReporter(),
}).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(
    `VS Code cannot be downloaded here (${reason}); npm run test:host needs no download.`,
  );
  process.exit(1);
});

spawnSync(process.execPath, ["esbuild.mjs"], { cwd: checkout, stdio: "inherit" });
const files = new TempStore();
fillStore(files);
try {
  const code = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: checkout,
    extensionTestsPath: await bundleSuites(),
    launchArgs: [files.folder, "--disable-workspace-trust", "--disable-extensions"],
  });
  process.exitCode = code;
} finally {
  files.dispose();
}
