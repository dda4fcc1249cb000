import path from "node:path";

import { nameFolders, plainName, projectFolder, withoutCaseCollision } from "./names.ts";
import type { Notices } from "./notices.ts";
import type { PlainObject } from "./plain.ts";

/** Where the runs of a project and name lie. */
export interface RunPlace {
  /** Project and name as their folders spell them. */
  readonly project: string;
  readonly name: string;
  /** The directory that holds the runs. */
  readonly runs: string;
  /** The names as meta.json has them; originals that had to be changed are kept as `display_…`. */
  readonly named: PlainObject;
}

/** The place of a project's and name's runs below `root`; tells when a name had to be changed. */
export function runPlace(
  root: string,
  wanted: { project: string; name: string },
  notices: Notices,
): RunPlace {
  const folders: string[] = [];
  const nameSegments = nameFolders(wanted.name);
  if (nameSegments.length === 0) nameSegments.push("default");
  for (const segment of [projectFolder(wanted.project), ...nameSegments]) {
    folders.push(withoutCaseCollision(path.join(root, ...folders), segment));
  }
  const [project = "", ...names] = folders;
  const name = names.join("/");
  const named: PlainObject = { project, name, path: `${project}/${name}` };
  if (project !== plainName(wanted.project)) named["display_project"] = wanted.project;
  if (name !== plainName(wanted.name)) named["display_name"] = wanted.name;
  if (Object.keys(named).length > 3) {
    notices.tell("name", `${wanted.project}/${wanted.name} is stored as ${project}/${name}`);
  }
  return { project, name, runs: path.join(root, ...folders, "runs"), named };
}
