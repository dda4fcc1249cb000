/** Characters of a cell that are shown. */
const longest = 1000;
/** Columns of a terminal up to which the cells below a long one are moved to the right. */
const widest = 80;

/** Rows as aligned columns, the first row being the head. Control characters of a cell are not passed on. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => printable(shortened(cell))));
  const widths = clean.reduce<number[]>(
    (all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, Math.min(widest, widthOf(cell)))),
    [],
  );
  return clean
    .map((row) =>
      row
        .map((cell, i) => cell + " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell))))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function shortened(cell: string): string {
  return cell.length > longest ? `${cell.slice(0, longest)}…` : cell;
}

/** A run's name must not be able to move the cursor or recolour the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "�");
}

/** Columns on a terminal: most East Asian characters take two. */
function widthOf(text: string): number {
  return Array.from(text).reduce(
    (n, c) =>
      n +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        c,
      )
        ? 2
        : 1),
    0,
  );
}
