/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of a PNG, JPEG, GIF, WebP or BMP file that begins with `head`; undefined where it does not say. */
export function imageSize(head: Buffer): Size | undefined {
  try {
    return sizeIn(head);
  } catch (error) {
    // The header ends early.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function sizeIn(head: Buffer): Size | undefined {
  const magic = head.toString("latin1", 0, 4);
  if (magic === "\x89PNG") return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
  if (magic === "GIF8") return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
  if (magic.startsWith("BM")) {
    return { width: head.readInt32LE(18), height: Math.abs(head.readInt32LE(22)) };
  }
  if (magic === "RIFF" && head.toString("latin1", 8, 12) === "WEBP") return webpSize(head);
  return magic.startsWith("\xff\xd8") ? jpegSize(head) : undefined;
}

function webpSize(head: Buffer): Size | undefined {
  const kind = head.toString("latin1", 12, 16);
  if (kind === "VP8X") {
    return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
  }
  if (kind === "VP8L") {
    const bits = head.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind !== "VP8 ") return undefined;
  return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
}

function jpegSize(head: Buffer): Size | undefined {
  let at = 2;
  while (head.readUInt8(at) === 0xff) {
    const kind = head.readUInt8(at + 1);
    // Frames carry the size, but not the tables and extensions that are numbered among them.
    if (kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc) {
      return { width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) };
    }
    at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}
