import path from "node:path";

import { mib } from "./samples.ts";
import { readNumber, readText } from "./systemFile.ts";

/** What one version of control groups calls its files. */
interface Flavour {
  readonly filesystem: string;
  readonly controller: string;
  readonly limit: string;
  readonly usage: string;
  readonly cache: RegExp;
}

const flavours: readonly Flavour[] = [
  {
    filesystem: "cgroup2",
    controller: "",
    limit: "memory.max",
    usage: "memory.current",
    cache: /^inactive_file (\d+)$/m,
  },
  {
    filesystem: "cgroup",
    controller: "memory",
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    cache: /^total_inactive_file (\d+)$/m,
  },
];
/** In version 1 a group without a limit says a number near 2 ** 63. */
const noLimit = 2 ** 60;

/** The memory a container or a job may use: the tightest limit of the control groups this process is in. */
export class MemoryLimit {
  readonly bytes: number;
  readonly #folder: string;
  readonly #flavour: Flavour;

  constructor(folder: string, bytes: number, flavour: Flavour) {
    this.bytes = bytes;
    this.#folder = folder;
    this.#flavour = flavour;
  }

  /** Undefined where nothing but the machine's memory limits this process. `root` stands before every path. */
  static find(root = ""): MemoryLimit | undefined {
    const found = flavours.flatMap((flavour) => limits(root, flavour));
    return found.sort((one, other) => one.bytes - other.bytes)[0];
  }

  /** What is used, without the files' cache that can be given back at any time. */
  usedMib(): number | undefined {
    const usage = readNumber(path.join(this.#folder, this.#flavour.usage));
    if (usage === undefined) return undefined;
    const cache = this.#flavour.cache.exec(readText(path.join(this.#folder, "memory.stat")));
    return Math.max(0, usage - Number(cache?.[1] ?? 0)) / mib;
  }
}

function limits(root: string, flavour: Flavour): MemoryLimit[] {
  const place = placeOf(root, flavour);
  if (place === undefined) return [];
  const found: MemoryLimit[] = [];
  // A limit binds all groups below it, so each one on the way up counts.
  for (let group = place.group; ; group = group.slice(0, Math.max(0, group.lastIndexOf("/")))) {
    const folder = path.join(root + place.mount, group);
    const bytes = readNumber(path.join(folder, flavour.limit));
    if (bytes !== undefined && bytes < noLimit) found.push(new MemoryLimit(folder, bytes, flavour));
    if (group === "") return found;
  }
}

/** Where the groups are mounted, and which of them is ours, relative to that. */
function placeOf(root: string, flavour: Flavour): { mount: string; group: string } | undefined {
  let ours: string | undefined;
  for (const line of readText(`${root}/proc/self/cgroup`).split("\n")) {
    const [, controllers, group] = line.split(":");
    if (controllers?.split(",").includes(flavour.controller) === true) ours = group;
  }
  if (ours === undefined) return undefined;
  for (const line of readText(`${root}/proc/self/mountinfo`).split("\n")) {
    const [words = [], options = []] = line.split(" - ").map((half) => half.split(" "));
    const [, , , inside, mount] = words;
    if (inside === undefined || mount === undefined || options[0] !== flavour.filesystem) continue;
    const controllers = (options[2] ?? "").split(",");
    if (flavour.controller !== "" && !controllers.includes(flavour.controller)) continue;
    // A container may see its own group as the root of all.
    const top = inside.replace(/\/$/, "");
    const group = `${ours}/`.startsWith(`${top}/`) ? ours.slice(top.length) : "";
    return { mount, group: group.replaceAll(/^\/+|\/+$/g, "") };
  }
  return undefined;
}
