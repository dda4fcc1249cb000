import { readdirSync, statSync } from "node:fs";
import path from "node:path";

import { readJson } from "../jsonFile.ts";
import type { PlainObject } from "../plain.ts";

const maxFolders = 2000;
const maxRuns = 200;
const maxDepth = 9;
const milliseconds = 1000;

/**
 * The newest earlier run of the same project that was started from the same file, among the newest 200 runs at most; null
 * when there is none. `directory` is the run's, `root` the store's.
 */
export function previousRun(
  directory: string,
  root: string,
  entryFile: string,
): PlainObject | null {
  const until = performance.now() + milliseconds;
  const [project = ""] = path.relative(root, directory).split(path.sep);
  const own = secondOf(directory);
  const newest = [...runsOf(path.join(root, project), until)]
    .map((run) => ({ run, second: secondOf(run) }))
    .filter(({ run, second }) => run !== directory && second <= own)
    .sort((a, b) => (a.second < b.second ? 1 : -1))
    .slice(0, maxRuns);
  // Only runs of the same second have to be asked for the fraction.
  const seconds = [own, ...newest.map(({ second }) => second)];
  const shared = new Set(seconds.filter((second, index) => seconds.indexOf(second) !== index));
  const dated = newest
    .map((one) => ({ ...one, created: shared.has(one.second) ? createdAt(one.run) : 0 }))
    .sort((a, b) => (a.second === b.second ? b.created - a.created : 0));
  for (const { run, second, created } of dated) {
    if (performance.now() > until) return null;
    if (second === own && created >= createdAt(directory)) continue;
    if (readJson(path.join(run, "code.json"))["entry_file"] !== entryFile) continue;
    const name = path.relative(root, path.dirname(path.dirname(run)));
    return { id: path.basename(run), path: name.split(path.sep).join("/") };
  }
  return null;
}

function* runsOf(project: string, until: number): Generator<string> {
  const folders = [{ folder: project, depth: 0 }];
  for (let seen = 0; seen < maxFolders && performance.now() < until; seen++) {
    const next = folders.pop();
    if (next === undefined) return;
    for (const name of foldersIn(next.folder)) {
      const inside = path.join(next.folder, name);
      if (path.basename(next.folder) === "runs") yield inside;
      else if (next.depth < maxDepth && !name.startsWith(".")) {
        folders.push({ folder: inside, depth: next.depth + 1 });
      }
    }
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** When a run began, as text that sorts: what its id says, else when its folder was changed. */
function secondOf(run: string): string {
  const name = path.basename(run);
  if (/^[0-9]{8}_[0-9]{6}_/.test(name)) return name.slice(0, 15);
  try {
    const changed = statSync(run).mtime;
    const local = new Date(changed.getTime() - changed.getTimezoneOffset() * 60_000);
    return local.toISOString().replaceAll(/[-:]/g, "").slice(0, 15).replace("T", "_");
  } catch {
    return "";
  }
}

function createdAt(run: string): number {
  const created = readJson(path.join(run, "meta.json"))["created_at"];
  return typeof created === "number" ? created : 0;
}
