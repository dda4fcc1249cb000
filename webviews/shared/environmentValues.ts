import { type FlatValue, flatten } from "./flatten.ts";

export type Environment = Readonly<Record<string, unknown>>;

/** Differ between any two runs, and say nothing of why their results do. */
const momentary = new Set(["captured_at", "missing"]);

/** An environment as names and values; packages by their names, so that a version is a value of its own. */
export function environmentValues(environment: Environment): FlatValue[] {
  const known: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(environment)) {
    if (momentary.has(key)) continue;
    const packages = key === "pip_packages" || key === "conda_packages" ? packagesOf(value) : null;
    known[key === "pip_packages" && packages ? "packages" : key] = packages ?? value;
  }
  return flatten(known).filter(({ value }) => value !== "null");
}

/** `["numpy==2.1.0", …]` by name; null where it is no list of such texts. */
function packagesOf(list: unknown): Record<string, string> | null {
  if (!Array.isArray(list) || list.length === 0) return null;
  const versions: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const item of list as unknown[]) {
    if (typeof item !== "string") return null;
    const at = item.search(/[=@ ]/u);
    const name = (at === -1 ? item : item.slice(0, at)).toLowerCase().replaceAll(/[_.]/gu, "-");
    versions[name] = at === -1 ? "" : item.slice(at).replace(/^[=@ ]+/u, "");
  }
  return versions;
}
