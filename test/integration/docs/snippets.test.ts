import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { sdkEnv, sdks } from "#test/support/sdk/sdks.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const fence = /(<!-- not run[^>]*-->\n)?^```(python|ts)\n([\s\S]*?)^```/gm;

/** A block of a page, told by the line it begins with. */
interface Snippet {
  readonly line: number;
  readonly code: string;
}

describe("The documentation", function () {
  this.timeout(60_000);
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(path.join(os.tmpdir(), "runicorn-test-"));
  });
  afterEach(() => rmSync(cwd, { recursive: true, force: true }));

  for (const page of ["docs/python.md", "sdk/python/README.md"]) {
    for (const { line, code } of snippets(page)) {
      it(`${page}:${line} runs`, () => {
        writeFileSync(path.join(cwd, "snippet.py"), code);
        run(sdks[0]?.command ?? "python3", ["snippet.py"], cwd);
      });
    }
  }

  for (const page of ["docs/typescript.md", "sdk/typescript/README.md"]) {
    for (const { line, code } of snippets(page)) {
      it(`${page}:${line} runs`, () => {
        mkdirSync(path.join(cwd, "node_modules/@runicorn"), { recursive: true });
        symlinkSync(
          path.join(repository, "sdk/typescript"),
          path.join(cwd, "node_modules/@runicorn/sdk"),
        );
        writeFileSync(path.join(cwd, "snippet.mts"), code);
        run(process.execPath, ["snippet.mts"], cwd);
      });
    }
  }
});

function snippets(page: string): Snippet[] {
  const text = readFileSync(path.join(repository, page), "utf8");
  const found: Snippet[] = [];
  for (const { 1: skipped, 3: code, index } of text.matchAll(fence)) {
    if (skipped === undefined) {
      found.push({ line: text.slice(0, index).split("\n").length, code: code ?? "" });
    }
  }
  assert.notEqual(found.length, 0, `${page} shows no code`);
  return found;
}

/** A program that shows how something is done has nothing to complain about. */
function run(command: string, args: readonly string[], cwd: string): void {
  const env = { ...sdkEnv, HOME: cwd, XDG_CONFIG_HOME: path.join(cwd, "config") };
  const { status, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
}
