import { existsSync, statSync } from "node:fs";
import path from "node:path";

import { launchId } from "../launchId.ts";
import { type PlainObject, plainText } from "../plain.ts";
import { redact, redactArgv } from "./redaction.ts";

const maxArguments = 1000;
const maxArgument = 10_000;
// Looked at beyond that, so that a secret on the border is known for one.
const border = 4096;
const evaluated = new Set(["-e", "--eval", "-p", "--print", "-i", "--interactive"]);
// As Node completes what is started without an ending.
const endings = ["", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", "/index.js"];

/** The part of code.json that is known at once. For the main thread: another one has arguments of its own. */
export function programDocument(): PlainObject {
  // A program may have made holes into it.
  const words = Array.from(process.argv.slice(1, 1 + maxArguments), (word) =>
    plainText(word).slice(0, maxArgument + border),
  );
  return {
    argv: redactArgv(words).map((word) => word.slice(0, maxArgument)),
    entry_file: entryFile(),
    cwd: workingDirectory(),
    launch_id: redact(launchId()),
    notebook: null,
    interpreter: process.execPath,
  };
}

/** The absolute path of the script that was started; null at a prompt and for `-e`. */
function entryFile(): string | null {
  const [, script] = process.argv;
  if (script === undefined || process.execArgv.some((word) => evaluated.has(word))) return null;
  const file = path.resolve(script);
  return endings.map((ending) => file + ending).find(isFile) ?? null;
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}

function workingDirectory(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}
