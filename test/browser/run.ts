// npm run test:browser [-- --grep <text>] [--no-build]
// The page of `runicorn viewer` in a real Chromium. Exit code 0: all passed. Screenshots go to out/shots.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import Mocha from "mocha";

import { checkout, shotsFolder } from "../host/paths.ts";
import { runMocha } from "../host/runMocha.ts";
import { setUpChromium } from "../host/setup.ts";

const { values } = parseArgs({
  options: { grep: { type: "string" }, "no-build": { type: "boolean", default: false } },
});

// A runner that is told to end still ends what it has started: exit hooks run.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));

setUpChromium();
mkdirSync(shotsFolder, { recursive: true });
if (!values["no-build"]) {
  const build = spawnSync(process.execPath, ["esbuild.mjs"], { cwd: checkout, stdio: "inherit" });
  if (build.status !== 0) process.exit(1);
}

const began = Date.now();
const mocha = new Mocha({
  timeout: 60_000,
  ...(values.grep !== undefined && { grep: values.grep }),
});
for (const name of readdirSync(import.meta.dirname).filter((n) => n.endsWith(".test.ts"))) {
  mocha.addFile(path.join(import.meta.dirname, name));
}
await mocha.loadFilesAsync();
const { failed } = await runMocha(mocha, (line) => console.log(line));
console.log(`browser tests took ${Math.round((Date.now() - began) / 1000)} s`);
process.exit(failed > 0 ? 1 : 0);
