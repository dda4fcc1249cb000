import { text } from "node:stream/consumers";

import { MetaFile } from "#core/protocol/format.ts";
import { parseLenientJson } from "#core/store/files/lenientJson.ts";
import { isNameSegment } from "#core/store/follow/nameSegment.ts";
import { isProject, maxNameSegments } from "#core/store/follow/runDirectories.ts";

import { type ArchiveEntry, invalidArchive } from "./archiveEntry.ts";
import { draftsFolder } from "./draftsFolder.ts";

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
/** What lies in them was thrown away in its own store, or had not come there yet. */
const notShown = new Set([".recycle", draftsFolder]);

/** The runs of an archive by their place in it, and how many files belong to none. */
export async function archivedRuns(
  entries: AsyncIterable<ArchiveEntry>,
  signal?: AbortSignal,
): Promise<{ runs: Map<string, ArchivedRun>; others: number }> {
  const sizes = new Map<string, number>();
  const dirs = new Map<string, string>();
  for await (const entry of entries) {
    signal?.throwIfAborted();
    const place = entry.segments.join("/");
    if (sizes.has(place))
      throw invalidArchive(`two of its files are called ${JSON.stringify(place)}`);
    sizes.set(place, entry.size);
    const [name, ...folders] = entry.segments.toReversed();
    if (name !== "meta.json" && name !== "status.json") continue;
    const top = folders.at(-1);
    // A store has folders of its own, in which no runs are.
    if (!top || (top !== "runs" && !top.startsWith(".") && !isProject(top))) continue;
    if (folders.some((one) => notShown.has(one))) continue;
    const segments = folders.toReversed();
    const folder = segments.join("/");
    // Of what a run tells of itself only this is kept: there may be very many.
    if (name === "meta.json" && entry.size <= maxMetaBytes)
      dirs.set(folder, placeFor(segments, await metaOf(entry)));
    else if (!dirs.has(folder)) dirs.set(folder, placeFor(segments, MetaFile.parse({})));
  }
  const runs = new Map<string, ArchivedRun>();
  // Shorter ones first: a run's own folders may hold anything, a meta.json too.
  for (const [from, dir] of [...dirs].sort(([a], [b]) => a.length - b.length)) {
    if (runIn(runs, from) === undefined) runs.set(from, { from, dir, files: 0, bytes: 0 });
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
function placeFor(segments: readonly string[], meta: MetaFile): string {
  const id = segments.at(-1) ?? "";
  const runs = segments.indexOf("runs");
  if (runs !== -1) {
    // A whole store may have been packed together with its folder.
    const before = segments.slice(0, runs).filter((name) => !name.startsWith("."));
    const inside = segments.slice(runs);
    if (before.length === 0 && !inside.some((name) => name.startsWith(".")))
      return inside.join("/");
    if (before.length > 0 && inside.length === 2) {
      const place = asProject(before);
      // Deeper down no run is looked for.
      if (place.length <= maxNameSegments + 1) return [...place, ...inside].join("/");
    }
  }
  const written = meta.path ?? [meta.project, meta.name].filter(Boolean).join("/");
  const named = written.normalize("NFC").split("/").filter(isName).slice(0, maxNameSegments);
  if (named.length < 2) named.push("imported");
  return [...asProject(named), "runs", id].join("/");
}

/** A store has folders of its own, in which no runs are looked for. */
function asProject(segments: readonly string[]): string[] {
  return [...(isProject(segments[0] ?? "") ? [] : ["imported"]), ...segments];
}

function isName(segment: string): boolean {
  return isNameSegment(segment) && !segment.startsWith(".");
}
