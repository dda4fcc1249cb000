import { type Dirent, existsSync, readdirSync } from "node:fs";
import path from "node:path";

import type { RunLayout } from "#core/protocol/run.ts";

/** What a walk over a root meets: run directories with what lies in them, as far as that can be listed, and the directories in which new ones may appear. */
export type Found =
  | {
      readonly kind: "run";
      readonly place: RunPlace;
      readonly names: readonly string[] | undefined;
    }
  | { readonly kind: "folder"; readonly dir: string };

/** Where a run lies and what its place says of its name. */
export interface RunPlace {
  /** Relative to the root, with `/`; the run's identity. */
  readonly dir: string;
  readonly layout: RunLayout;
  readonly project: string;
  readonly name: string;
}

export const maxNameSegments = 8;
const notProjects = new Set(["runs", "artifacts", "archive", "index", "webui", "evaluations"]);

/**
 * Walks `from` (a directory relative to the root, "" for all of it) for runs of every layout: `<project>/<name…>/runs/<id>`,
 * `runs/<path…>/<id>` and `runs/<id>`. Links are not followed. What cannot be read is passed over.
 */
export function* findRuns(root: string, from = ""): Generator<Found> {
  const segments = from === "" ? [] : from.split("/");
  const [top] = segments;
  if (top === undefined) {
    yield { kind: "folder", dir: "" };
    for (const name of directoriesAmong(entriesIn(root))) yield* findRuns(root, name);
  } else if (top === "runs") {
    if (!segments.some((name) => name.startsWith("."))) yield* belowRuns(root, from);
  } else if (isProject(top)) {
    const runs = segments.indexOf("runs");
    if (runs === -1) yield* belowProject(root, from, segments.length);
    else if (runs === segments.length - 1) yield* seedRuns(root, from);
    else if (runs === segments.length - 2) yield* seedRun(root, from);
  }
}

/** `<project>` or a folder of its names. */
function* belowProject(root: string, dir: string, depth: number): Generator<Found> {
  yield { kind: "folder", dir };
  for (const name of directoriesAmong(entriesIn(`${root}/${dir}`))) {
    if (name === "runs") yield* seedRuns(root, `${dir}/runs`);
    else if (depth <= maxNameSegments) yield* belowProject(root, `${dir}/${name}`, depth + 1);
  }
}

function* seedRuns(root: string, dir: string): Generator<Found> {
  yield { kind: "folder", dir };
  for (const name of directoriesAmong(entriesIn(`${root}/${dir}`))) {
    yield* seedRun(root, `${dir}/${name}`);
  }
}

function* seedRun(root: string, dir: string): Generator<Found> {
  const directory = `${root}/${dir}`;
  const entries = entriesIn(directory);
  if (!holdsRun(directory, entries)) {
    // One that is being created: its first file makes it a run.
    yield { kind: "folder", dir };
    return;
  }
  const [project = "", ...rest] = dir.split("/").slice(0, -2);
  const place: RunPlace = { dir, layout: "seed", project, name: rest.join("/") };
  yield { kind: "run", place, names: entries?.map(({ name }) => name) };
}

/** `runs` or a folder below it: a directory is a run or a segment of a path, never both. */
function* belowRuns(root: string, dir: string): Generator<Found> {
  const directory = `${root}/${dir}`;
  const entries = entriesIn(directory);
  if (dir !== "runs" && holdsRun(directory, entries)) {
    const [project = "default", ...rest] = dir.split("/").slice(1, -1);
    const layout = dir.split("/").length === 2 ? "flat" : "path";
    const place: RunPlace = { dir, layout, project, name: rest.join("/") };
    yield { kind: "run", place, names: entries?.map(({ name }) => name) };
    return;
  }
  yield { kind: "folder", dir };
  for (const name of directoriesAmong(entries)) {
    if (!name.startsWith(".")) yield* belowRuns(root, `${dir}/${name}`);
  }
}

export function isProject(name: string): boolean {
  return !name.startsWith(".") && !notProjects.has(name);
}

export function isRun(directory: string): boolean {
  return (
    existsSync(path.join(directory, "meta.json")) || existsSync(path.join(directory, "status.json"))
  );
}

/** The same of a directory whose entries are known. */
function holdsRun(directory: string, entries: readonly Dirent[] | undefined): boolean {
  const found = entries?.filter(({ name }) => name === "meta.json" || name === "status.json");
  if (found?.length === 0) return false;
  // A link may lead nowhere.
  return found?.some((entry) => entry.isFile()) === true || isRun(directory);
}

function entriesIn(directory: string): Dirent[] | undefined {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

/** Names in a stable order, so that two scans of one store agree. */
function directoriesAmong(entries: readonly Dirent[] = []): string[] {
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
