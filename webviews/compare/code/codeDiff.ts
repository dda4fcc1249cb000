import { type PatchFile, parsePatch } from "#webviews/shared/code/parsePatch.ts";

import type { Captured } from "../environment/capturedRuns.ts";
import { patchOf } from "./hunks.ts";

/** In what the code of two runs differs, as far as it was captured. */
export interface CodeDiff {
  /** Copies of sources kept with the runs. */
  readonly copies: readonly PatchFile[];
  /** What was not committed: how one patch became the other, by file. */
  readonly patches: readonly PatchFile[];
}

/** Reads a copy kept with one of the runs. */
export type ReadCopy = (side: "left" | "right", path: string) => Promise<string>;

/** A copy that only one of them has is added or removed as a whole. */
export async function diffCode(left: Captured, right: Captured, read: ReadCopy): Promise<CodeDiff> {
  const [ofLeft, ofRight] = [left, right].map(({ code }) => new Set(code?.copies));
  const paths = [...new Set([...(ofLeft ?? []), ...(ofRight ?? [])])].toSorted();
  const copies = await Promise.all(
    paths.map(async (path) => {
      const [before, after] = await Promise.all([
        ofLeft?.has(path) ? read("left", path) : "",
        ofRight?.has(path) ? read("right", path) : "",
      ]);
      return patchOf(path, before, after);
    }),
  );
  return { copies: copies.filter((file) => file !== undefined), patches: diffPatches(left, right) };
}

function diffPatches(left: Captured, right: Captured): PatchFile[] {
  const [before, after] = [filesOf(left), filesOf(right)];
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names.flatMap(
    (name) => patchOf(name, before.get(name) ?? "", after.get(name) ?? "") ?? [],
  );
}

/** What a patch says of each file. */
function filesOf({ patch }: Captured): ReadonlyMap<string, string> {
  return new Map(
    parsePatch(patch ?? "").map(({ name, lines }) => [
      name,
      lines.map(({ text }) => `${text}\n`).join(""),
    ]),
  );
}
