import { NotPlain } from "../plain.ts";
import type { NumberArray } from "./numberArray.ts";
import type { Tell } from "./tell.ts";

/** A picture of 8 bits per channel: 1 is grey, 3 is RGB, 4 is RGBA; row by row, channels last. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

interface Layout {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Each channel is a plane of its own. */
  readonly planes: boolean;
}

const channelCounts: readonly (number | undefined)[] = [1, 3, 4];
const maxSide = 32_768;
const maxInGrid = 64;
const gridGap = 2;

/**
 * The picture in an array of shape (H, W), (H, W, C) or (C, H, W), or a grid of several, (N, …). Integers are 0…255, floats
 * 0…1; what lies outside is clipped, which `tell` is told. Throws NotPlain.
 */
export function pixelsOf(array: NumberArray, tell: Tell): Pixels {
  if (array.shape.length === 4) return grid(framesOf(array, tell, maxInGrid));
  const [picture] = framesOf({ ...array, shape: [1, ...array.shape] }, tell, 1);
  if (picture === undefined) throw new NotPlain("it is empty");
  return picture;
}

/** The pictures in an array of shape (N, H, W), (N, H, W, C) or (N, C, H, W), at most `limit`. */
export function framesOf(array: NumberArray, tell: Tell, limit: number): Pixels[] {
  const { count, width, height, channels, planes } = layoutOf(array.shape);
  checkSize(width, height);
  if (count > limit) tell("grid", `only the first ${limit} of ${count} pictures are recorded`);
  const kept = Math.min(count, limit);
  const size = height * width * channels;
  const data = bytesOf(array, kept * size, tell);
  return Array.from({ length: kept }, (_, index) => {
    const part = data.subarray(index * size, (index + 1) * size);
    return { width, height, channels, data: planes ? interleave(part, channels) : part };
  });
}

/** Pictures of one size beside and below each other. */
function grid(frames: readonly Pixels[]): Pixels {
  const [first] = frames;
  if (first === undefined) throw new NotPlain("it is empty");
  if (frames.length === 1) return first;
  const { width, height, channels } = first;
  const columns = Math.ceil(Math.sqrt(frames.length));
  const fullWidth = columns * (width + gridGap) - gridGap;
  const fullHeight = Math.ceil(frames.length / columns) * (height + gridGap) - gridGap;
  checkSize(fullWidth, fullHeight);
  const data = new Uint8Array(fullWidth * fullHeight * channels);
  const stride = width * channels;
  frames.forEach((frame, index) => {
    const left = (index % columns) * (width + gridGap);
    const top = Math.floor(index / columns) * (height + gridGap);
    for (let row = 0; row < height; row++) {
      const start = ((top + row) * fullWidth + left) * channels;
      data.set(frame.data.subarray(row * stride, (row + 1) * stride), start);
    }
  });
  return { width: fullWidth, height: fullHeight, channels, data };
}

function layoutOf(shape: readonly number[]): Layout {
  const [count = 0, a = 0, b = 0, c] = shape;
  if (!shape.includes(0)) {
    if (shape.length === 3) return { count, height: a, width: b, channels: 1, planes: false };
    if (shape.length === 4 && c !== undefined) {
      if (channelCounts.includes(c)) {
        return { count, height: a, width: b, channels: c, planes: false };
      }
      if (channelCounts.includes(a))
        return { count, height: b, width: c, channels: a, planes: true };
    }
  }
  throw new NotPlain(
    `an array of shape (${shape.join(", ")}) is no picture; (height, width) and 1, 3 or 4 channels make one`,
  );
}

function checkSize(width: number, height: number): void {
  if (width > maxSide || height > maxSide) {
    throw new NotPlain(
      `a picture of ${width} × ${height} pixels is too large; ${maxSide} is the most on a side`,
    );
  }
}

function interleave(planes: Uint8Array, channels: number): Uint8Array {
  const size = planes.length / channels;
  const data = new Uint8Array(planes.length);
  let at = 0;
  for (let pixel = 0; pixel < size; pixel++) {
    for (let plane = 0; plane < channels; plane++) data[at++] = planes[plane * size + pixel] ?? 0;
  }
  return data;
}

function bytesOf({ kind, flat }: NumberArray, length: number, tell: Tell): Uint8Array {
  if (kind === "uint8") return Uint8Array.from(flat).subarray(0, length);
  const isUnit = kind === "bool" || !isAnyAbove(flat, length, kind === "float" ? 2 : 1);
  if (kind === "float" && !isUnit) tell("range", "floats beyond 1 are taken for 0…255");
  const scale = isUnit ? 255 : 1;
  const data = new Uint8Array(length);
  let isClipped = false;
  for (let index = 0; index < length; index++) {
    const scaled = Number(flat[index]) * scale;
    if (scaled >= 0 && scaled <= 255) data[index] = Math.floor(scaled + 0.5);
    else {
      isClipped = true;
      data[index] = scaled > 255 ? 255 : 0;
    }
  }
  if (isClipped) tell("clip", `values outside 0…${isUnit ? 1 : 255} are clipped`);
  return data;
}

function isAnyAbove(flat: ArrayLike<number>, length: number, limit: number): boolean {
  for (let index = 0; index < length; index++) {
    const value = flat[index] ?? 0;
    if (value > limit && value < Infinity) return true;
  }
  return false;
}
