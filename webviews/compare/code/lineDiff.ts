/** A line of two texts: of the first only, of the second only, or of both. */
export interface DiffLine {
  readonly kind: "added" | "removed" | "same";
  readonly text: string;
}

/** Texts that differ in more lines than this are shown one after the other: finding their common lines would take too long. */
const mostChanges = 1000;

/** The shortest way from one text to another, line by line. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const same = (lines: readonly string[]): DiffLine[] =>
    lines.map((text) => ({ kind: "same", text }));
  return [
    ...same(before.slice(0, start)),
    ...changes(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

/** Myers' greedy search: `furthest[k]` is how far along `a` one gets on diagonal `k` with as many changes as were made. */
function changes(a: readonly string[], b: readonly string[]): DiffLine[] {
  const most = Math.min(a.length + b.length, mostChanges);
  const middle = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let count = 0; count <= most; count++) {
    trace.push(furthest.slice());
    for (let k = -count; k <= count; k += 2) {
      const below = furthest[middle + k + 1] ?? 0;
      const right = furthest[middle + k - 1] ?? 0;
      let x = k === -count || (k !== count && right < below) ? below : right + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return wayBack(a, b, trace, middle);
    }
  }
  return [
    ...a.map((text): DiffLine => ({ kind: "removed", text })),
    ...b.map((text): DiffLine => ({ kind: "added", text })),
  ];
}

function wayBack(
  a: readonly string[],
  b: readonly string[],
  trace: readonly Int32Array[],
  middle: number,
): DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let count = trace.length - 1; count >= 0; count--) {
    const furthest = trace[count];
    const k = x - y;
    const below = furthest?.[middle + k + 1] ?? 0;
    const right = furthest?.[middle + k - 1] ?? 0;
    const isAdded = k === -count || (k !== count && right < below);
    const fromX = count === 0 ? 0 : isAdded ? below : right;
    const fromY = count === 0 ? 0 : fromX - (isAdded ? k + 1 : k - 1);
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x -= 1;
      y -= 1;
      lines.push({ kind: "same", text: a[x] ?? "" });
    }
    if (count === 0) break;
    if (isAdded) lines.push({ kind: "added", text: b[fromY] ?? "" });
    else lines.push({ kind: "removed", text: a[fromX] ?? "" });
    [x, y] = [fromX, fromY];
  }
  return lines.toReversed();
}
