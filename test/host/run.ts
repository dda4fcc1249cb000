// npm run test:host [-- --grep <text>] [--only host|window] [--readme-picture]
// The extension inside a real VS Code: mocha in its extension host, then a window driven by hand. Exit code 0: all passed.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import Mocha from "mocha";

import { bundleSuites } from "./bundleSuites.ts";
import { installExtension } from "./codeServer.ts";
import { runInHost } from "./inHost.ts";
import { checkout, extensionsFolder, shotsFolder, vsixFile } from "./paths.ts";
import { type Counts, runMocha } from "./runMocha.ts";
import { setUpChromium, setUpCodeServer } from "./setup.ts";
import { launchBrowser } from "./workbench.ts";

const { values } = parseArgs({
  options: {
    grep: { type: "string" },
    only: { type: "string" },
    "no-build": { type: "boolean", default: false },
    "readme-picture": { type: "boolean", default: false },
  },
});

// A runner that is told to end still ends what it has started: exit hooks run.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));

setUpChromium();
setUpCodeServer();
mkdirSync(shotsFolder, { recursive: true });
if (!values["no-build"]) {
  npx("node", ["esbuild.mjs"]);
  npx("vsce", [
    "package",
    "--allow-missing-repository",
    "--no-dependencies",
    "--no-rewrite-relative-links",
    "--out",
    vsixFile,
  ]);
}
if (values["readme-picture"]) process.env["RUNICORN_TEST_README_PICTURE"] = "1";

const began = Date.now();
const counts: Counts[] = [];
if (values.only !== "window") {
  console.log("inside the extension host");
  const tests = await bundleSuites();
  const browser = await launchBrowser();
  counts.push(await runInHost(browser, tests, values.grep));
  await browser.close();
}
if (values.only !== "host") {
  console.log("a window, driven");
  counts.push(await runWindowSuites());
}
console.log(`host tests took ${Math.round((Date.now() - began) / 1000)} s`);
process.exit(counts.some(({ failed }) => failed > 0) ? 1 : 0);

async function runWindowSuites(): Promise<Counts> {
  installExtension(vsixFile, extensionsFolder);
  const folder = path.join(import.meta.dirname, "window");
  const mocha = new Mocha({ timeout: 60_000, ...(values.grep && { grep: values.grep }) });
  for (const name of readdirSync(folder).filter((n) => n.endsWith(".test.ts"))) {
    mocha.addFile(path.join(folder, name));
  }
  await mocha.loadFilesAsync();
  return runMocha(mocha, (line) => console.log(line));
}

/** Runs one of the checkout's own programs, quietly unless it fails. */
function npx(name: string, args: string[]): void {
  const program = path.join(checkout, "node_modules/.bin", name);
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: checkout, encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
