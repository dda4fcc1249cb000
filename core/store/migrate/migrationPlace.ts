import path from "node:path";

import { statOf } from "#core/store/files/eventFiles.ts";
import { isNameSegment } from "#core/store/follow/nameSegment.ts";
import { isProject, maxNameSegments } from "#core/store/follow/runDirectories.ts";

/** Where a run goes, relative to the root; undefined where a folder of that name cannot be a project or a name. */
export function placeInProject(project: string, name: string, id: string): string | undefined {
  const names = (name || "default").split("/");
  const segments = [project || "default", ...names];
  if (!isProject(segments[0] ?? "") || names.length > maxNameSegments) return undefined;
  return segments.every(isNameSegment) ? [...segments, "runs", id].join("/") : undefined;
}

/** The folders above a place in the store, outermost first. */
export function foldersAbove(dir: string): string[] {
  const segments = dir.split("/").slice(0, -1);
  return segments.map((_, i) => segments.slice(0, i + 1).join("/"));
}

/** Why nothing can be moved to or from a place: on the way there is something that is no folder of this file system. */
export function obstacleOnTheWay(root: string, dir: string): string | undefined {
  const device = statOf(root)?.dev;
  for (const folder of foldersAbove(dir)) {
    const stat = statOf(path.join(root, folder));
    if (!stat) return undefined;
    if (!stat.isDirectory()) return `${folder} is not a folder`;
    if (stat.dev !== device) return `${folder} lies on another file system`;
  }
  return undefined;
}
