import type { RunData } from "./runData.ts";

/**
 * A TensorBoard event file: records of a length, the length's checksum, a protocol buffer `Event`, and its checksum.
 * Scalars only; TensorBoard keeps them as 32-bit floats.
 */
export async function* tensorboardFile({ run, records }: RunData): AsyncGenerator<Buffer> {
  yield toRecord(Buffer.concat([doubleField(1, run.created_at), textField(3, "brain.Event:2")]));
  for await (const { step, time, values } of records()) {
    if (values.size === 0) continue;
    const summary = Array.from(values, ([tag, value]) =>
      bytesField(1, Buffer.concat([textField(1, tag), floatField(2, value)])),
    );
    const event = [
      doubleField(1, Number.isFinite(time) ? time : run.created_at),
      varintField(2, BigInt(Math.trunc(step))),
      bytesField(5, Buffer.concat(summary)),
    ];
    yield toRecord(Buffer.concat(event));
  }
}

function toRecord(data: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, maskedChecksum(length), data, maskedChecksum(data)]);
}

/** CRC-32C (Castagnoli, RFC 3720), turned and shifted as TensorFlow's record format wants it. */
function maskedChecksum(data: Buffer): Buffer {
  let crc = 0xffff_ffff;
  for (const byte of data) crc = (crc >>> 8) ^ (castagnoli[(crc ^ byte) & 0xff] ?? 0);
  crc = ~crc >>> 0;
  const masked = Buffer.alloc(4);
  masked.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0);
  return masked;
}

const castagnoli = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f6_3b78 : 0);
  return crc;
});

function doubleField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (field << 3) | 1;
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

function floatField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = (field << 3) | 5;
  // Beyond its range a double becomes an infinity, as a float32 would.
  new DataView(bytes.buffer, bytes.byteOffset).setFloat32(1, value, true);
  return bytes;
}

function varintField(field: number, value: bigint): Buffer {
  return Buffer.concat([Buffer.from([field << 3]), varint(BigInt.asUintN(64, value))]);
}

function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text));
}

function bytesField(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(BigInt(bytes.length)), bytes]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80n; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
  bytes.push(Number(value));
  return Buffer.from(bytes);
}
