import type { PatchFile, PatchLine } from "#webviews/shared/code/parsePatch.ts";

import { type DiffLine, diffLines } from "./lineDiff.ts";

/** Lines around a change that are shown with it. */
const context = 3;

const marks = { added: "+", removed: "-", same: " " } as const;

/** How one text became another, as a patch shows it; undefined where they are the same. */
export function patchOf(name: string, before: string, after: string): PatchFile | undefined {
  if (before === after) return undefined;
  const lines = diffLines(linesOf(before), linesOf(after));
  const count = (kind: DiffLine["kind"]): number =>
    lines.filter((line) => line.kind === kind).length;
  return { name, added: count("added"), removed: count("removed"), lines: hunksOf(lines) };
}

/** A text of nothing has no lines; that its last line ends with a line feed adds none. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/u, "").split("\n");
}

function hunksOf(lines: readonly DiffLine[]): PatchLine[] {
  const near = new Set<number>();
  for (const [i, { kind }] of lines.entries()) {
    if (kind === "same") continue;
    for (let at = i - context; at <= i + context; at++) near.add(at);
  }
  const shown: PatchLine[] = [];
  let place = { before: 1, after: 1 };
  for (const [i, { kind, text }] of lines.entries()) {
    if (near.has(i)) {
      if (!near.has(i - 1) || i === 0) {
        shown.push({ kind: "place", text: `@@ -${place.before} +${place.after} @@` });
      }
      shown.push({ kind, text: `${marks[kind]}${text}` });
    }
    place = {
      before: place.before + Number(kind !== "added"),
      after: place.after + Number(kind !== "removed"),
    };
  }
  return shown;
}
