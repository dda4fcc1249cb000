import { existsSync, realpathSync } from "node:fs";
import path from "node:path";

/** The nearest folder above that has a `.git`, found without git; also of worktrees and submodules. */
export function findGitRoot(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, ".git"))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** An absolute file as code.json has it: relative to its git root, with `/`. */
export function relativeToGitRoot(file: string): string {
  const real = realpathOf(file);
  const root = findGitRoot(path.dirname(real));
  return root === undefined ? real : path.relative(root, real).split(path.sep).join("/");
}

function realpathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
