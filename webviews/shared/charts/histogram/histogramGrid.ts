/** Counts between edges, at one step. */
export interface StepHistogram {
  readonly step: number;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** How densely values lie, step by step: a column for each histogram, a row for each stretch of values. */
export interface HistogramGrid {
  /** Where each column begins on x, and where the last one ends. */
  readonly steps: readonly number[];
  /** What each column is of. */
  readonly columns: readonly StepHistogram[];
  /** From the lowest to the highest edge. */
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  /** Column by column, each from low to high: values for each unit of value, as a share of the densest, 0 to 1. */
  readonly shares: Float64Array;
}

/** Reads a histogram as the SDKs log it; null for anything else. */
export function parseHistogram(
  step: number,
  data: Readonly<Record<string, unknown>>,
): StepHistogram | null {
  const edges = finiteNumbers(data["edges"]);
  const counts = finiteNumbers(data["counts"]);
  const ascend = edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? NaN));
  return counts.length > 0 && edges.length === counts.length + 1 && ascend
    ? { step, edges, counts }
    : null;
}

function finiteNumbers(raw: unknown): number[] {
  if (!Array.isArray(raw)) return [];
  const numbers = raw.map(Number);
  return numbers.every(Number.isFinite) ? numbers : [];
}

/** Null where there is nothing to be drawn. Of more histograms than `mostColumns` some are left out, evenly. */
export function histogramGrid(
  all: readonly StepHistogram[],
  mostColumns: number,
  rows: number,
): HistogramGrid | null {
  const sorted = all.toSorted((a, b) => a.step - b.step);
  const every = Math.ceil(sorted.length / mostColumns);
  const columns = sorted.filter((_, i) => i % every === 0);
  const [first, last] = [columns[0], columns.at(-1)];
  if (!first || !last) return null;
  const low = Math.min(...columns.map(({ edges }) => edges[0] ?? Infinity));
  const high = Math.max(...columns.map(({ edges }) => edges.at(-1) ?? -Infinity));
  const shares = new Float64Array(columns.length * rows);
  const height = (high - low) / rows;
  for (const [c, { edges, counts }] of columns.entries()) {
    for (const [bin, count] of counts.entries()) {
      const [from, to] = [edges[bin] ?? NaN, edges[bin + 1] ?? NaN];
      const density = count / (to - from);
      const [start, end] = [Math.floor((from - low) / height), Math.ceil((to - low) / height)];
      for (let row = start; row < Math.min(end, rows); row++) {
        const [bottom, top] = [low + row * height, low + (row + 1) * height];
        const overlap = Math.min(top, to) - Math.max(bottom, from);
        if (overlap > 0)
          shares[c * rows + row] = (shares[c * rows + row] ?? 0) + density * (overlap / height);
      }
    }
  }
  const most = shares.reduce((a, b) => Math.max(a, b), 0);
  const gap = columns.length > 1 ? (last.step - first.step) / (columns.length - 1) : 1;
  return {
    steps: [...columns.map(({ step }) => step), last.step + (gap || 1)],
    columns,
    low,
    high,
    rows,
    shares: most > 0 ? shares.map((share) => share / most) : shares,
  };
}
