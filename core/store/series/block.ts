import { crc32 } from "node:zlib";

import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";

import { decodeDeltas, deltasSize, encodeDeltas } from "./deltaBlock.ts";

/**
 * A block is a vector of float64 as bytes: u8 encoding, u8 0, u16 count, u32 CRC-32 of all else, then the payload padded
 * to 8 bytes. Everything is little-endian. Decoding gives back every bit of every number (one NaN for all NaNs).
 */
const headerSize = 8;
const encodings = { float64: 0, float32: 1, affine: 2, deltas: 3 } as const;

export function encodeBlock(values: Float64Array): Uint8Array {
  const stride = affineStride(values);
  if (stride !== undefined) {
    const start = values[0] ?? 0;
    return finish(encodings.affine, values.length, new Float64Array([start, stride]));
  }
  if (values.every(fitsFloat32)) {
    const padded = new Float32Array(values.length + (values.length & 1));
    padded.set(values);
    return finish(encodings.float32, values.length, padded);
  }
  const deltas = encodeDeltas(values);
  if (deltas) return finish(encodings.deltas, values.length, deltas);
  return finish(encodings.float64, values.length, values);
}

/** Bytes that the block beginning at byte `at` takes. */
export function blockSize(bytes: Uint8Array, at: number): number {
  return headerSize + payloadOf(viewOf(bytes, at));
}

/** Decodes the block that begins at byte `at`. */
export function decodeBlock(bytes: Uint8Array, at = 0): Float64Array {
  const view = viewOf(bytes, at);
  const size = headerSize + payloadOf(view);
  if (view.byteLength < size) throw new DamagedIndexError("a block is cut short");
  const block = bytes.subarray(at, at + size);
  if (checksum(block) !== view.getUint32(4, true)) {
    throw new DamagedIndexError("a block does not match its checksum");
  }
  // Copied: typed arrays need a multiple of 8, which SQLite does not promise. (A Buffer's own slice does not copy.)
  const payload = new Uint8Array(block.subarray(headerSize)).buffer;
  return decodePayload(view.getUint8(0), view.getUint16(2, true), payload);
}

function viewOf(bytes: Uint8Array, at: number): DataView {
  if (bytes.byteLength < at + headerSize) throw new DamagedIndexError("a block is cut short");
  return new DataView(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at);
}

function payloadOf(header: DataView): number {
  return sizeOfPayload(header.getUint8(0), header.getUint16(2, true));
}

function decodePayload(encoding: number, count: number, payload: ArrayBuffer): Float64Array {
  if (encoding === encodings.float64) return new Float64Array(payload);
  if (encoding === encodings.float32) return new Float64Array(new Float32Array(payload, 0, count));
  if (encoding === encodings.deltas) return decodeDeltas(payload, count);
  const [start = 0, stride = 0] = new Float64Array(payload);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = start + stride * i;
  return values;
}

function sizeOfPayload(encoding: number, count: number): number {
  switch (encoding) {
    case encodings.float64:
      return count * 8;
    case encodings.float32:
      return (count + (count & 1)) * 4;
    case encodings.affine:
      return 16;
    case encodings.deltas:
      return deltasSize(count);
    default:
      throw new DamagedIndexError("a block is of an unknown encoding");
  }
}

function finish(encoding: number, count: number, payload: ArrayBufferView): Uint8Array {
  const block = new Uint8Array(headerSize + payload.byteLength);
  const view = new DataView(block.buffer);
  view.setUint8(0, encoding);
  view.setUint16(2, count, true);
  block.set(new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength), headerSize);
  view.setUint32(4, checksum(block), true);
  return block;
}

function checksum(block: Uint8Array): number {
  return crc32(block.subarray(headerSize), crc32(block.subarray(0, 4)));
}

/** The stride of values that are exactly `start + stride * i`, else undefined. */
function affineStride(values: Float64Array): number | undefined {
  const [start = 0, second = start] = values;
  const stride = second - start;
  for (let i = 0; i < values.length; i++) {
    // Object.is tells -0 from 0, and is false for no other pair of equal numbers; a NaN is never affine.
    const value = values[i] ?? 0;
    if (!Object.is(value, start + stride * i) || value !== value) return undefined;
  }
  return values.length > 2 ? stride : undefined;
}

function fitsFloat32(value: number): boolean {
  return Math.fround(value) === value || Number.isNaN(value);
}
