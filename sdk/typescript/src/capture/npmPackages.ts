import { existsSync } from "node:fs";
import path from "node:path";

import { readJson } from "../jsonFile.ts";

const maxPackages = 300;
const sections = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** `name@version` of what the nearest package.json above asks for and is installed, sorted. */
export function npmPackages(folder: string): string[] {
  const root = above(folder).find((at) => existsSync(path.join(at, "package.json")));
  if (root === undefined) return [];
  const manifest = readJson(path.join(root, "package.json"));
  const names = sections.flatMap((section) => {
    const wanted = manifest[section];
    return typeof wanted === "object" && wanted !== null ? Object.keys(wanted) : [];
  });
  return [...new Set(names)]
    .sort()
    .slice(0, maxPackages)
    .flatMap((name) => {
      const version = installedVersion(root, name);
      return version === undefined ? [] : [`${name}@${version}`];
    });
}

function installedVersion(root: string, name: string): string | undefined {
  for (const folder of above(root)) {
    const { version } = readJson(path.join(folder, "node_modules", name, "package.json"));
    if (typeof version === "string") return version.slice(0, 100);
  }
  return undefined;
}

/** The folder and those it lies in. */
function above(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...above(parent)];
}
