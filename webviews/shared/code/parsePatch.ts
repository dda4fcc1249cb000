/** One file of a patch. */
export interface PatchFile {
  readonly name: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly PatchLine[];
}

export interface PatchLine {
  readonly kind: "added" | "removed" | "place" | "same";
  readonly text: string;
}

const kinds = { "+": "added", "-": "removed", "@": "place" } as const;

/** Splits what `git diff` wrote by file. Whatever comes before the first file is left out. */
export function parsePatch(patch: string): PatchFile[] {
  const files: { name: string; added: number; removed: number; lines: PatchLine[] }[] = [];
  // Within a hunk a line that begins with `---` is one that was removed.
  let left = { old: 0, new: 0 };
  for (const text of patch.split("\n")) {
    const file = files.at(-1);
    const isInside = left.old > 0 || left.new > 0;
    if (!isInside && text.startsWith("diff --git ")) {
      files.push({ name: nameOf(text), added: 0, removed: 0, lines: [] });
    } else if (!isInside && text.startsWith("+++ ") && file) {
      const name = text.slice(4).replace(/^b\//u, "").replace(/\t$/u, "");
      if (name !== "/dev/null") file.name = name;
    } else if (!isInside && text.startsWith("@@") && file) {
      const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/u.exec(text);
      left = { old: Number(hunk?.[1] ?? 1), new: Number(hunk?.[2] ?? 1) };
      file.lines.push({ kind: "place", text });
    } else if (isInside && file) {
      const mark = text[0] ?? " ";
      const kind = mark === "+" || mark === "-" ? kinds[mark] : "same";
      if (kind === "added") file.added += 1;
      if (kind === "removed") file.removed += 1;
      if (kind !== "added" && mark !== "\\") left.old -= 1;
      if (kind !== "removed" && mark !== "\\") left.new -= 1;
      file.lines.push({ kind, text });
    }
  }
  return files;
}

/** `diff --git a/x b/x`: both halves are the same but for the first letter, unless the file was renamed. */
function nameOf(line: string): string {
  const names = line.slice("diff --git ".length);
  return names
    .slice(Math.ceil(names.length / 2))
    .trim()
    .replace(/^b\//u, "");
}
