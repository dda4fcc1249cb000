import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";

import { metrics, valuesAt } from "./bigRun.ts";

const bufferBytes = 4 << 20;
const mostPerRecord = 128;

const castagnoli = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f6_3b78 : 0);
  return crc;
});

/** Writes a big run as TensorBoard's writers do, an event for each scalar: ten million in seconds, which is what it is for. */
export function writeEventFile(folder: string, records: number): void {
  mkdirSync(folder, { recursive: true });
  const file = openSync(path.join(folder, "events.out.tfevents.1730000000.bench.1.0"), "w");
  const buffer = Buffer.alloc(bufferBytes);
  let at = writeRecord(buffer, 0, (start) => {
    const end = writeTime(buffer, start, 1.73e9);
    return writeBytes(buffer, end, 3, Buffer.from("brain.Event:2"));
  });
  const tags = metrics.map((tag) => Buffer.from(tag));
  for (let step = 1; step <= records; step++) {
    const time = 1.73e9 + step * 0.055;
    for (const [i, value] of valuesAt(step, records).entries()) {
      const tag = tags[i] ?? Buffer.alloc(0);
      at = writeRecord(buffer, at, (start) =>
        writeScalar(buffer, start, { time, step, tag, value }),
      );
    }
    if (at < bufferBytes - metrics.length * mostPerRecord) continue;
    writeSync(file, buffer, 0, at);
    at = 0;
  }
  writeSync(file, buffer, 0, at);
  closeSync(file);
}

interface Scalar {
  readonly time: number;
  readonly step: number;
  readonly tag: Buffer;
  readonly value: number;
}

/** An `Event` of a `Summary` of one value. Answers the end, as all of these do. */
function writeScalar(buffer: Buffer, start: number, { time, step, tag, value }: Scalar): number {
  let at = writeTime(buffer, start, time);
  buffer[at++] = (2 << 3) | 0;
  at = writeVarint(buffer, at, step);
  const valueBytes = 2 + tag.length + 5;
  buffer[at++] = (5 << 3) | 2;
  at = writeVarint(buffer, at, valueBytes + 2);
  buffer[at++] = (1 << 3) | 2;
  at = writeVarint(buffer, at, valueBytes);
  at = writeBytes(buffer, at, 1, tag);
  buffer[at++] = (2 << 3) | 5;
  return buffer.writeFloatLE(value, at);
}

function writeTime(buffer: Buffer, at: number, time: number): number {
  buffer[at] = (1 << 3) | 1;
  return buffer.writeDoubleLE(time, at + 1);
}

function writeBytes(buffer: Buffer, at: number, field: number, bytes: Buffer): number {
  buffer[at] = (field << 3) | 2;
  const start = writeVarint(buffer, at + 1, bytes.length);
  return start + bytes.copy(buffer, start);
}

function writeVarint(buffer: Buffer, at: number, value: number): number {
  let rest = value;
  let end = at;
  for (; rest > 127; rest >>>= 7) buffer[end++] = (rest & 127) | 128;
  buffer[end++] = rest;
  return end;
}

/** Its length, the length's checksum, itself, its checksum. */
function writeRecord(buffer: Buffer, at: number, write: (start: number) => number): number {
  const start = at + 12;
  const end = write(start);
  buffer.writeUInt32LE(end - start, at);
  buffer.writeUInt32LE(0, at + 4);
  buffer.writeUInt32LE(checksum(buffer, at, at + 8), at + 8);
  return buffer.writeUInt32LE(checksum(buffer, start, end), end);
}

/** CRC-32C, turned and shifted as TensorFlow's record format wants it. */
function checksum(buffer: Buffer, start: number, end: number): number {
  let crc = 0xffff_ffff;
  for (let i = start; i < end; i++) {
    crc = (crc >>> 8) ^ (castagnoli[(crc ^ (buffer[i] ?? 0)) & 0xff] ?? 0);
  }
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
}
