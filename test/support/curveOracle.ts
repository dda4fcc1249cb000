/** A point as it was logged. */
export interface LoggedPoint {
  readonly x: number;
  readonly y: number;
}

/** What a bucket of these points must say, found the slow way. */
export function summaryOf(points: readonly LoggedPoint[]) {
  const values = points.map(({ y }) => y);
  const finite = values.filter((value) => Number.isFinite(value));
  return {
    x_first: points[0]?.x ?? NaN,
    x_last: points.at(-1)?.x ?? NaN,
    min: finite.length === 0 ? NaN : finite.reduce((a, b) => Math.min(a, b)),
    max: finite.length === 0 ? NaN : finite.reduce((a, b) => Math.max(a, b)),
    first: values[0] ?? NaN,
    last: values.at(-1) ?? NaN,
    count: finite.length,
    nan: values.filter((value) => Number.isNaN(value)).length,
    pos_inf: values.filter((value) => value === Infinity).length,
    neg_inf: values.filter((value) => value === -Infinity).length,
  };
}

/** The points of a curve within a range, by ascending x, equal ones as they were logged. */
export function pointsWithin(
  points: readonly LoggedPoint[],
  { min = -Infinity, max = Infinity }: { min?: number | undefined; max?: number | undefined },
): LoggedPoint[] {
  return points
    .filter(({ x }) => Number.isFinite(x) && x >= min && x <= max)
    .sort((a, b) => a.x - b.x);
}

/** Numbers below 1 from a seed, always the same. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
