import { readFileSync, statSync } from "node:fs";
import path from "node:path";

import type { PlainObject } from "../plain.ts";
import type { CallSite } from "./captureTask.ts";
import { relativeToGitRoot } from "./gitRoot.ts";
import { sourceHash } from "./sourceHash.ts";

const maxSourceBytes = 4 * 1024 * 1024;

/** The place as code.json has it: the file relative to its git root, and the hash of the lines around. */
export function describeSite(site: CallSite): PlainObject {
  const { file, line, function: name } = site;
  const isFile = path.isAbsolute(file);
  return {
    file: isFile ? relativeToGitRoot(file) : file,
    line,
    function: name,
    hash: isFile ? sourceHash(linesOf(file), line) : null,
  };
}

function linesOf(file: string): string[] {
  try {
    if (statSync(file).size > maxSourceBytes) return [];
    const lines = readFileSync(file, "utf8").split("\n");
    // What follows the last newline is no line.
    return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  } catch {
    return [];
  }
}
