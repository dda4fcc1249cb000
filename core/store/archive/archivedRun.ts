import { text } from "node:stream/consumers";

import { MetaFile } from "#core/protocol/format.ts";
import { parseLenientJson } from "#core/store/files/lenientJson.ts";
import { isProject, maxNameSegments } from "#core/store/follow/runDirectories.ts";

import { type ArchiveEntry, invalidArchive } from "./archiveEntry.ts";

/** A run directory inside an archive. */
export interface ArchivedRun {
  /** Its place in the archive. */
  readonly from: string;
  /** Where it goes, relative to the root. */
  readonly dir: string;
  files: number;
  /** As the archive claims. */
  bytes: number;
}

const maxMetaBytes = 1 << 20;

/** The runs of an archive by their place in it, and how many files belong to none. */
export async function archivedRuns(
  entries: AsyncIterable<ArchiveEntry>,
): Promise<{ runs: Map<string, ArchivedRun>; others: number }> {
  const sizes = new Map<string, number>();
  const metas = new Map<string, MetaFile>();
  for await (const entry of entries) {
    const place = entry.segments.join("/");
    if (sizes.has(place))
      throw invalidArchive(`two of its files are called ${JSON.stringify(place)}`);
    sizes.set(place, entry.size);
    const [name, ...folders] = entry.segments.toReversed();
    if (name !== "meta.json" && name !== "status.json") continue;
    const top = folders.at(-1);
    // A store has folders of its own, in which no runs are.
    if (!top || (top !== "runs" && !top.startsWith(".") && !isProject(top))) continue;
    const folder = folders.toReversed().join("/");
    if (name === "meta.json" && entry.size <= maxMetaBytes) metas.set(folder, await metaOf(entry));
    else if (!metas.has(folder)) metas.set(folder, MetaFile.parse({}));
  }
  const runs = new Map<string, ArchivedRun>();
  // Shorter ones first: a run's own folders may hold anything, a meta.json too.
  for (const from of [...metas.keys()].sort((a, b) => a.length - b.length)) {
    if (runIn(runs, from) === undefined)
      runs.set(from, { from, dir: placeFor(from.split("/"), metas.get(from)), files: 0, bytes: 0 });
  }
  let others = 0;
  for (const [place, size] of sizes) {
    const run = runIn(runs, place);
    if (run) {
      run.files++;
      run.bytes += size;
    } else others++;
  }
  return { runs, others };
}

/** The run one of whose directories or files `place` is. */
export function runIn(
  runs: ReadonlyMap<string, ArchivedRun>,
  place: string,
): ArchivedRun | undefined {
  for (let end = place.length; end > 0; end = place.lastIndexOf("/", end - 1)) {
    const run = runs.get(place.slice(0, end));
    if (run) return run;
  }
  return undefined;
}

async function metaOf(entry: ArchiveEntry): Promise<MetaFile> {
  const written = await text(await entry.open());
  try {
    return MetaFile.parse(parseLenientJson(written));
  } catch {
    return MetaFile.parse({});
  }
}

/** Where a run belongs: where it was in its own store if the archive tells, else where its meta.json says. */
function placeFor(segments: readonly string[], meta: MetaFile | undefined): string {
  const id = segments.at(-1) ?? "";
  const runs = segments.indexOf("runs");
  if (runs !== -1) {
    // A whole store may have been packed together with its folder.
    const before = segments.slice(0, runs).filter((name) => !name.startsWith("."));
    if (before.length === 0) return segments.slice(runs).join("/");
    if (runs === segments.length - 2) return asProject([...before, "runs", id]);
  }
  const written = meta?.path ?? [meta?.project, meta?.name].filter(Boolean).join("/");
  const named = written
    .split("/")
    .filter(isPlainName)
    .slice(0, maxNameSegments + 1);
  if (named.length < 2) named.push("imported");
  return asProject([...named, "runs", id]);
}

/** A store has folders of its own, in which no runs are looked for. */
function asProject(segments: readonly string[]): string {
  return [...(isProject(segments[0] ?? "") ? [] : ["imported"]), ...segments].join("/");
}

function isPlainName(name: string): boolean {
  return /^[^\\:*?"<>|\p{Cc}]{1,120}$/u.test(name) && !name.startsWith(".") && name !== "runs";
}
