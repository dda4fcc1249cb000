// Installs what the host tests need and does not come with `npm ci`: code-server, Chromium. Does nothing where both are there.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { codeServerFolder, nodeFolder, vscodeFolder } from "./paths.ts";

const chromiumPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser to drive; installs Debian's where there is none. */
export function setUpChromium(): string {
  const named = process.env["RUNICORN_TEST_CHROMIUM"];
  const there = () => [named, ...chromiumPlaces].find((place) => place && existsSync(place));
  if (there() === undefined) {
    console.log("setup: installing Chromium with apt-get");
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  }
  const found = there();
  if (found === undefined) {
    throw new Error("No Chromium was found; name one in RUNICORN_TEST_CHROMIUM.");
  }
  return found;
}

/**
 * code-server is a complete VS Code. Of its many native modules only two matter to tests, so install scripts stay off and those
 * two are built: without spdlog no output channel shows text, without the watchdog an orphaned extension host lives on.
 */
export function setUpCodeServer(): void {
  const ready = path.join(codeServerFolder, ".ready");
  if (existsSync(ready)) return;
  const began = Date.now();
  const server = path.join(codeServerFolder, "lib/vscode");
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  npm(["ci", ...quiet], vscodeFolder);
  npm(["install", "--omit=dev", ...quiet], server);
  npm(["install", "--omit=dev", ...quiet], path.join(server, "extensions"));
  npm(
    [
      "rebuild",
      "@vscode/spdlog",
      "@vscode/native-watchdog",
      "--ignore-scripts=false",
      "--loglevel=error",
    ],
    server,
  );
  for (const heavy of ["@vscode/sqlite3/deps", "@vscode/spdlog/build/Release/obj.target"]) {
    rmSync(path.join(server, "node_modules", heavy), { recursive: true, force: true });
  }
  writeFileSync(ready, "");
  console.log(`setup: code-server is ready after ${Math.round((Date.now() - began) / 1000)} s`);
}

function npm(args: string[], cwd: string): void {
  run("npm", args, cwd);
}

function run(command: string, args: string[], cwd?: string): void {
  const searched = [path.join(nodeFolder, "bin"), process.env["PATH"]].join(path.delimiter);
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: searched, npm_config_nodedir: nodeFolder },
  });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${error?.message ?? status}`);
  }
}
