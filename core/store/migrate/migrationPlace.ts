import path from "node:path";

import { statOf } from "#core/store/files/eventFiles.ts";
import { isProject, maxNameSegments } from "#core/store/follow/runDirectories.ts";

const maxSegmentBytes = 120;
const refused = /[\\:*?"<>|\p{Cc}]|[. ]$/u;
const windowsDevice = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i;

/** Where a run goes, relative to the root; undefined where a folder of that name cannot be a project or a name. */
export function placeInProject(project: string, name: string, id: string): string | undefined {
  const names = (name || "default").split("/");
  const segments = [project || "default", ...names];
  if (!isProject(segments[0] ?? "") || names.length > maxNameSegments) return undefined;
  return segments.every(isName) ? [...segments, "runs", id].join("/") : undefined;
}

function isName(name: string): boolean {
  if (name === "" || name === "." || name === ".." || name === "runs") return false;
  if (refused.test(name) || windowsDevice.test(name) || name.normalize("NFC") !== name) {
    return false;
  }
  return Buffer.byteLength(name) <= maxSegmentBytes;
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
