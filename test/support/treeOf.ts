import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Every file with its content and every folder with its mode, but for our index. */
export function treeOf(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const tree: [string, string][] = [];
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    const place = path.relative(root, file);
    if (place.startsWith(".index")) continue;
    const content = entry.isDirectory()
      ? (statSync(file).mode & 0o7777).toString(8)
      : readFileSync(file, "latin1");
    tree.push([place, content]);
  }
  return Object.fromEntries(tree.sort(([a], [b]) => (a < b ? -1 : 1)));
}
