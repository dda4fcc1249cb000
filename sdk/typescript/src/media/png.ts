import { deflateSync } from "node:zlib";

import { crc32 } from "./crc32.ts";
import type { Pixels } from "./pixels.ts";

const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const colorTypes: Readonly<Record<number, number>> = { 1: 0, 3: 2, 4: 6 };

/** The picture as a PNG file. */
export function pngBytes(pixels: Pixels): Buffer {
  const content = [header(pixels), chunk("IDAT", compressed(pixels)), chunk("IEND")];
  return Buffer.concat([signature, ...content]);
}

/** Pictures of one size as an animated PNG that is played for ever; simple programs show the first. */
export function apngBytes(first: Pixels, rest: readonly Pixels[], fps: number): Buffer {
  const milliseconds = Math.max(1, Math.min(65_535, Math.round(1000 / fps)));
  const parts = [signature, header(first), chunk("acTL", words(1 + rest.length, 0))];
  let sequence = 0;
  const control = (): Buffer => {
    const timing = Buffer.alloc(6);
    timing.writeUInt16BE(milliseconds, 0);
    timing.writeUInt16BE(1000, 2);
    const area = words(sequence++, first.width, first.height, 0, 0);
    return chunk("fcTL", Buffer.concat([area, timing]));
  };
  parts.push(control(), chunk("IDAT", compressed(first)));
  for (const frame of rest) {
    parts.push(control());
    parts.push(chunk("fdAT", Buffer.concat([words(sequence++), compressed(frame)])));
  }
  return Buffer.concat([...parts, chunk("IEND")]);
}

function header({ width, height, channels }: Pixels): Buffer {
  const form = Buffer.from([8, colorTypes[channels] ?? 0, 0, 0, 0]);
  return chunk("IHDR", Buffer.concat([words(width, height), form]));
}

function compressed({ width, height, channels, data }: Pixels): Buffer {
  const stride = width * channels;
  // Each row begins with its filter: none.
  const rows = Buffer.alloc((stride + 1) * height);
  for (let row = 0; row < height; row++) {
    rows.set(data.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  return deflateSync(rows, { level: 6 });
}

function chunk(kind: string, content: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), content]);
  return Buffer.concat([words(content.length), body, words(crc32(body))]);
}

function words(...numbers: number[]): Buffer {
  const buffer = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => buffer.writeUInt32BE(number, 4 * index));
  return buffer;
}
