import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

type Json = Record<string, unknown>;

/** A run as a plain program finds it: no index, no cache, one file after the other. */
export interface SlowRun {
  readonly directory: string;
  readonly id: string;
  /** Folders between the root's (or the project's) parts and the run, as Runicorn 0.6 counts them. */
  readonly path: string;
  readonly meta: Json;
  readonly status: Json | undefined;
  readonly summary: Json;
  readonly assets: Json;
}

/** Every run of a store that is not deleted, in no particular order. */
export function slowRuns(root: string): SlowRun[] {
  const found: SlowRun[] = [];
  const walk = (directory: string) => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const inside = path.join(directory, entry.name);
      if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
      if (
        existsSync(path.join(inside, "meta.json")) ||
        existsSync(path.join(inside, "status.json"))
      )
        found.push(slowRun(root, inside));
      else walk(inside);
    }
  };
  walk(root);
  return found.filter(({ directory }) => !existsSync(path.join(directory, ".deleted")));
}

function slowRun(root: string, directory: string): SlowRun {
  const names = path.relative(root, directory).split(path.sep);
  const folders = names[0] === "runs" ? names.slice(1, -1) : names.slice(0, -2);
  return {
    directory,
    id: path.basename(directory),
    path: folders.join("/"),
    meta: read(directory, "meta.json") ?? {},
    status: read(directory, "status.json"),
    summary: read(directory, "summary.json") ?? {},
    assets: read(directory, "assets.json") ?? {},
  };
}

function read(directory: string, file: string): Json | undefined {
  try {
    return JSON.parse(readFileSync(path.join(directory, file), "utf8")) as Json;
  } catch {
    return undefined;
  }
}

/** `assets_count` of 0.6: a snapshot and a configuration are one each, everything in the lists one more. */
export function slowAssetsCount({ assets }: SlowRun): number {
  let count = 0;
  const { code, config, datasets, pretrained, outputs } = assets as Record<
    string,
    Json & unknown[]
  >;
  if (Object.keys((code?.["snapshot"] as Json | undefined) ?? {}).length > 0) count++;
  const sections = Object.values(config ?? {}) as object[];
  if (sections.some((section) => Object.keys(section).length > 0)) count++;
  for (const list of [datasets, pretrained, outputs]) count += list?.length ?? 0;
  return count;
}

/** The table of 0.6: a row per whole step, later values over earlier ones, null for what is not finite or not there. */
export function slowTable({ directory }: SlowRun): { columns: string[]; rows: Json[] } {
  const rows = new Map<number, Json>();
  const columns = new Set<string>();
  const text = readFileSync(path.join(directory, "events.jsonl"), "utf8");
  for (const line of text.split("\n").slice(0, -1)) {
    let event: { type?: string; data?: Json };
    try {
      event = JSON.parse(line.replaceAll(/-?\b(NaN|Infinity)\b/g, "null")) as typeof event;
    } catch {
      continue;
    }
    if (event.type !== "metrics" || !event.data) continue;
    const { global_step: step, ...data } = event.data;
    const row = rows.get(Math.trunc(Number(step))) ?? {};
    rows.set(Math.trunc(Number(step)), row);
    for (const [key, value] of Object.entries(data)) {
      if (key === "step") continue;
      columns.add(key);
      row[key] = value;
    }
  }
  const names = [...columns].toSorted();
  return {
    columns: ["global_step", ...names],
    rows: [...rows.keys()]
      .toSorted((a, b) => a - b)
      .map((step) => ({
        global_step: step,
        ...Object.fromEntries(names.map((name) => [name, rows.get(step)?.[name] ?? null])),
      })),
  };
}
