import assert from "node:assert/strict";
import { crc32, inflateSync } from "node:zlib";

/** A PNG as its header says, and its rows of every frame. Checks structure and checksums. */
export interface DecodedPng {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly frames: number[][];
  /** Milliseconds of each frame of an animation. */
  readonly delays: number[];
}

const channelsOf = new Map([
  [0, 1],
  [2, 3],
  [6, 4],
]);

/** Decodes what our encoder may write: 8 bits, rows without a filter. Throws for anything else. */
export function decodePng(file: Buffer): DecodedPng {
  assert.equal(file.toString("latin1", 0, 8), "\x89PNG\r\n\x1a\n");
  const chunks = [...chunksOf(file)];
  const header = chunks[0]!.content;
  assert.deepEqual([chunks[0]!.kind, chunks.at(-1)!.kind, header[8]], ["IHDR", "IEND", 8]);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = channelsOf.get(header[9]!)!;
  const stride = width * channels + 1;
  const frames: number[][] = [];
  const delays: number[] = [];
  let sequence = 0;
  for (const { kind, content } of chunks) {
    if (kind === "fcTL") {
      assert.equal(content.readUInt32BE(0), sequence++);
      delays.push((content.readUInt16BE(20) * 1000) / content.readUInt16BE(22));
    }
    if (kind === "fdAT") assert.equal(content.readUInt32BE(0), sequence++);
    if (kind === "IDAT" || kind === "fdAT") {
      const rows = inflateSync(kind === "IDAT" ? content : content.subarray(4));
      assert.equal(rows.length, stride * height);
      const pixels = [...rows].filter((byte, index) => {
        if (index % stride === 0) assert.equal(byte, 0, "a filter");
        return index % stride !== 0;
      });
      frames.push(pixels);
    }
    if (kind === "acTL") assert.ok(content.readUInt32BE(0) > 0);
  }
  return { width, height, channels, frames, delays };
}

function* chunksOf(file: Buffer): Generator<{ kind: string; content: Buffer }> {
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const body = file.subarray(at + 4, at + 8 + length);
    assert.equal(crc32(body), file.readUInt32BE(at + 8 + length));
    yield { kind: body.toString("latin1", 0, 4), content: body.subarray(4) };
    at += 12 + length;
  }
}
