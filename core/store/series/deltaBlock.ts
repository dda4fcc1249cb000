/** Bytes before the differences: first value and unit, two float64. */
const headBytes = 16;
/** With fewer values nothing is saved. */
const minCount = 8;

/** Bytes that `count` values take in the form of `encodeDeltas`. */
export function deltasSize(count: number): number {
  return headBytes + (count - 1 + ((count - 1) & 1)) * 4;
}

/**
 * Values as whole multiples of a unit from one to the next, in 32 bits each; undefined where that would change one. Times
 * fit, whose last bit is a fixed fraction of a second, and large whole numbers.
 */
export function encodeDeltas(values: Float64Array): Uint8Array | undefined {
  let [before = NaN, second = NaN] = values;
  // Most values that do not fit are told by their first difference, before all of them are looked at.
  if (values.length < minCount || !isMultiple(second - before)) return undefined;
  let widest = 0;
  for (const value of values) {
    const width = Math.abs(value - before);
    // Not a number once there is one that is not finite.
    if (!(width <= widest)) widest = width;
    before = value;
  }
  if (!(widest > 0 && widest < Infinity)) return undefined;
  const unit = unitOf(widest);
  const payload = new Uint8Array(deltasSize(values.length));
  const deltas = new Int32Array(payload.buffer, headBytes);
  [before = NaN] = values;
  new Float64Array(payload.buffer, 0, 2).set([before, unit]);
  for (let i = 1; i < values.length; i++) {
    const value = values[i] ?? NaN;
    const delta = (deltas[i - 1] = (value - before) / unit) | 0;
    if (!Object.is(before + delta * unit, value)) return undefined;
    before = value;
  }
  return payload;
}

/** What 31 bits can count the widest difference in. */
function unitOf(widest: number): number {
  return 2 ** (Math.floor(Math.log2(widest)) - 30);
}

/** Of its own unit: then it may be one of a larger unit, too. */
function isMultiple(delta: number): boolean {
  return delta === 0 || Number.isInteger(delta / unitOf(Math.abs(delta)));
}

export function decodeDeltas(payload: ArrayBuffer, count: number): Float64Array {
  const [first = 0, unit = 0] = new Float64Array(payload, 0, 2);
  const deltas = new Int32Array(payload, headBytes, count - 1);
  const values = new Float64Array(count);
  let value = (values[0] = first);
  for (let i = 1; i < count; i++) values[i] = value += (deltas[i - 1] ?? 0) * unit;
  return values;
}
