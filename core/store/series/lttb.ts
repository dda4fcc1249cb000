/**
 * Largest triangle three buckets: which of the points, ascending in x and all finite, to draw so that the line looks like
 * that of all. The first and the last are always among them. S. Steinarsson, "Downsampling Time Series for Visual
 * Representation", MSc thesis, University of Iceland, 2013.
 */
export function lttb(x: Float64Array, y: Float64Array, points: number): Uint32Array {
  const all = x.length;
  if (points >= all) return Uint32Array.from(x, (_, i) => i);
  if (points < 3) return Uint32Array.from([0, all - 1].slice(0, points));
  const chosen = new Uint32Array(points);
  const perBucket = (all - 2) / (points - 2);
  const startOf = (bucket: number) => Math.min(all - 1, 1 + Math.floor(bucket * perBucket));
  let last = 0;
  for (let bucket = 0; bucket < points - 2; bucket++) {
    const [start, end] = [startOf(bucket), startOf(bucket + 1)];
    const after = bucket + 3 === points ? all : startOf(bucket + 2);
    const next = { x: meanWithin(x, end, after), y: meanWithin(y, end, after) };
    last = largestTriangle(x, y, start, end, last, next);
    chosen[bucket + 1] = last;
  }
  chosen[points - 1] = all - 1;
  return chosen;
}

/** Which point of a bucket spans the largest triangle with the one chosen before and the middle of the next bucket. */
function largestTriangle(
  x: Float64Array,
  y: Float64Array,
  start: number,
  end: number,
  before: number,
  next: { readonly x: number; readonly y: number },
): number {
  const [x0, y0] = [x[before] ?? NaN, y[before] ?? NaN];
  let [best, largest] = [start, -1];
  for (let i = start; i < end; i++) {
    const area = Math.abs(
      (x0 - next.x) * ((y[i] ?? NaN) - y0) - (x0 - (x[i] ?? NaN)) * (next.y - y0),
    );
    if (area > largest) [best, largest] = [i, area];
  }
  return best;
}

function meanWithin(values: Float64Array, start: number, end: number): number {
  let mean = 0;
  for (let i = start; i < end; i++) mean += ((values[i] ?? NaN) - mean) / (i - start + 1);
  return mean;
}
