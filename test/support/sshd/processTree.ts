import { readFileSync, readdirSync } from "node:fs";

/** A process below another one. */
export interface Descendant {
  readonly pid: number;
  /** Name of its program, at most 15 characters. */
  readonly program: string;
}

/** All processes below one, parents first. */
export function processTree(root: number): Descendant[] {
  const children = new Map<number, Descendant[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const end = stat.lastIndexOf(")");
      const parent = Number(stat.slice(end + 2).split(" ")[1]);
      const program = stat.slice(stat.indexOf("(") + 1, end);
      children.set(parent, [...(children.get(parent) ?? []), { pid: Number(name), program }]);
    } catch {
      // It ended meanwhile.
    }
  }
  const found: Descendant[] = [];
  const waiting = [root];
  for (const parent of waiting) {
    for (const child of children.get(parent) ?? []) {
      found.push(child);
      waiting.push(child.pid);
    }
  }
  return found;
}
