import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import type { Browser } from "playwright-core";

import { TempStore } from "#test/support/tempStore.ts";

import { CodeServer } from "./codeServer.ts";
import { checkout, shotsFolder } from "./paths.ts";
import type { Counts } from "./runMocha.ts";
import { fillStore } from "./suites/fillStore.ts";
import { Workbench } from "./workbench.ts";

const limitMs = 180_000;

/** Runs the bundled suites inside VS Code's extension host and prints what they print. */
export async function runInHost(browser: Browser, tests: string, grep?: string): Promise<Counts> {
  const files = new TempStore();
  fillStore(files);
  const server = await CodeServer.start({
    env: { RUNICORN_TEST_OUT: files.folder, ...(grep && { RUNICORN_TEST_GREP: grep }) },
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    // VS Code calls these two on the window when they are there.
    const ended = new Promise<void>((resolve) => {
      void page.exposeFunction("codeAutomationExit", () => resolve());
    });
    const errors: string[] = [];
    await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
      if (type === "error") errors.push(args.map(String).join(" ").slice(0, 2000));
    });
    await Workbench.open(page, server.url, files.folder, { extension: checkout, tests });
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
    await Promise.race([ended, tooLong]);
    clearTimeout(timer);
    const log = path.join(files.folder, "mocha.log");
    if (existsSync(log)) process.stdout.write(readFileSync(log, "utf8"));
    const counts = path.join(files.folder, "counts.json");
    if (existsSync(counts)) return JSON.parse(readFileSync(counts, "utf8")) as Counts;
    await page.screenshot({ path: path.join(shotsFolder, "in-host-failure.png") });
    console.error(
      `The suites did not end.\n${errors.slice(-20).join("\n")}\n${server.log.slice(-3000)}`,
    );
    console.log("0 passed, 1 failed");
    return { passed: 0, failed: 1 };
  } finally {
    await page.close();
    await server.stop();
    files.dispose();
  }
}
