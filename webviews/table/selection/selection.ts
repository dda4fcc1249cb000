/** Which runs are selected, and where a range began. Plain data; every step makes a new one. */
export interface Selection {
  readonly refs: ReadonlySet<string>;
  /** The line a range is reckoned from; null where nothing was chosen yet. */
  readonly anchor: number | null;
}

export const nothingSelected: Selection = { refs: new Set(), anchor: null };

/** As many runs can be selected. */
export const mostSelected = 5000;
/** As many are shown beside each other. */
export const mostCompared = 50;

/** One run alone. */
export function selectOnly(ref: string, line: number): Selection {
  return { refs: new Set([ref]), anchor: line };
}

/** One run more, or one less. */
export function toggleRun({ refs }: Selection, ref: string, line: number): Selection {
  const next = new Set(refs);
  if (!next.delete(ref) && next.size < mostSelected) next.add(ref);
  return { refs: next, anchor: line };
}

/** The lines from where the range began to here, both inclusive. */
export function rangeTo({ anchor }: Selection, line: number): { from: number; to: number } {
  const other = anchor ?? line;
  const [from, to] = other < line ? [other, line] : [line, other];
  // The end where the person is stays.
  if (to - from < mostSelected) return { from, to };
  return other < line ? { from: to - mostSelected + 1, to } : { from, to: from + mostSelected - 1 };
}

/** These runs, beside those selected before where `isMore`; the range still begins where it did. */
export function selectRange(
  selection: Selection,
  refs: readonly string[],
  line: number,
  isMore: boolean,
): Selection {
  const all = [...(isMore ? selection.refs : []), ...refs];
  return { refs: new Set(all.slice(0, mostSelected)), anchor: selection.anchor ?? line };
}
