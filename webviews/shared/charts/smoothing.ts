/**
 * Exponential moving average without the pull towards its start: each average is divided by the weight it has seen so far,
 * so a constant stays that constant. Values that are not finite leave a gap and do not enter the average.
 * @param weight of the past, 0 (no smoothing) to below 1
 */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  const out = new Float64Array(values.length);
  let average = 0;
  let seen = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) {
      out[i] = NaN;
      continue;
    }
    average = average * weight + value * (1 - weight);
    seen = seen * weight + (1 - weight);
    out[i] = average / seen;
  }
  return out;
}
