/** Bytes before the offsets: start and unit, two float64. */
const headBytes = 16;

/** Bytes that `count` values take in the form of `encodeOffsets`. */
export function offsetsSize(count: number): number {
  return headBytes + (count + (count & 1)) * 4;
}

/**
 * Values as whole multiples of a unit above the smallest of them, in 32 bits each; undefined where that would change one.
 * Times fit: close together, they are far less exact than 64 bits would be. So do large whole numbers.
 */
export function encodeOffsets(values: Float64Array): Uint8Array | undefined {
  let start = Infinity;
  let end = -Infinity;
  for (const value of values) {
    if (value < start) start = value;
    if (value > end) end = value;
  }
  const span = end - start;
  if (!(span > 0 && span < Infinity)) return undefined;
  const unit = 2 ** (Math.floor(Math.log2(span)) - 31);
  const payload = new Uint8Array(offsetsSize(values.length));
  const offsets = new Uint32Array(payload.buffer, headBytes);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    offsets[i] = (value - start) / unit;
    if (!Object.is(start + (offsets[i] ?? 0) * unit, value)) return undefined;
  }
  new Float64Array(payload.buffer, 0, 2).set([start, unit]);
  return payload;
}

export function decodeOffsets(payload: ArrayBuffer, count: number): Float64Array {
  const [start = 0, unit = 0] = new Float64Array(payload, 0, 2);
  const offsets = new Uint32Array(payload, headBytes, count);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = start + (offsets[i] ?? 0) * unit;
  return values;
}
