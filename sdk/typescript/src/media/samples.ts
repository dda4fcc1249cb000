import { NotPlain } from "../plain.ts";
import type { NumberArray } from "./numberArray.ts";
import type { Tell } from "./tell.ts";

/** Interleaved little-endian 16-bit samples; `length` is how many each channel has. */
export interface Samples {
  readonly channels: number;
  readonly length: number;
  readonly data: Buffer;
}

const maxChannels = 64;
// Samples of 16 bits do not get near it, those of 32 bits leave it at once.
const wide = 2 ** 20;

/**
 * The sound in an array of shape (N), (N, channels) or (channels, N): the shorter side is the channels. Floats are -1…1,
 * integers 16 or 32 bits, bytes 0…255 around 128; what lies outside is clipped, which `tell` is told. Throws NotPlain.
 */
export function samplesOf({ shape, kind, flat }: NumberArray, tell: Tell): Samples {
  const [a = 0, b = 1] = shape;
  if (shape.length < 1 || shape.length > 2) {
    throw new NotPlain(`sound has one dimension, or two with channels, not ${shape.length}`);
  }
  const planes = shape.length === 2 && a < b;
  const channels = planes ? a : b;
  if (channels < 1 || channels > maxChannels) throw new NotPlain(`sound of ${channels} channels`);
  const length = flat.length / channels;
  const [scale, offset] = scaleOf(kind, flat, tell);
  const data = Buffer.alloc(2 * flat.length);
  let isClipped = false;
  for (let index = 0; index < flat.length; index++) {
    const scaled = Number(flat[index]) * scale + offset;
    const isInside = scaled >= -32_768 && scaled < 32_768;
    if (!isInside) isClipped = true;
    const sample = isInside ? Math.floor(scaled) : scaled > 0 ? 32_767 : scaled < 0 ? -32_768 : 0;
    const at = planes ? (index % length) * channels + Math.floor(index / length) : index;
    data.writeInt16LE(sample, 2 * at);
  }
  if (isClipped) tell("clip", "samples outside the range are clipped");
  return { channels, length, data };
}

function scaleOf(
  kind: NumberArray["kind"],
  flat: ArrayLike<number>,
  tell: Tell,
): [scale: number, offset: number] {
  if (kind === "float") return [32_767, 0.5];
  if (kind === "uint8") return [256, -32_768];
  for (let index = 0; index < flat.length; index++) {
    if (Math.abs(Number(flat[index])) >= wide) {
      tell("range", "integers beyond 20 bits are taken for samples of 32 bits");
      return [2 ** -16, 0];
    }
  }
  return [1, 0];
}
