import { NotPlain } from "../plain.ts";
import { type Size, imageSize } from "./imageSize.ts";
import { extensionOf, formatOf } from "./mediaFormat.ts";
import { type MediaSource, mediaSource, sourceOfBytes } from "./mediaSource.ts";
import { type NumberArray, isArray, numberArray } from "./numberArray.ts";
import { pixelsOf } from "./pixels.ts";
import { pngBytes } from "./png.ts";
import type { Tell } from "./tell.ts";

/** A file's content, its format, and the size of the picture where it is known. */
export interface ImageContent {
  readonly source: MediaSource;
  readonly format: string;
  readonly size: Size | undefined;
}

const maxBytes = 64 * 2 ** 20;
const mediaTypes: Readonly<Record<string, string>> = { jpg: "image/jpeg", svg: "image/svg+xml" };

/**
 * The picture as a file, of the `wanted` format where it is still to be encoded. Takes encoded bytes, a path, a canvas, an
 * object with `width`, `height` and `data`, an array or a tensor. Throws NotPlain for anything else, and what the object
 * throws.
 */
export function imageContent(
  image: unknown,
  wanted: string,
  quality: number,
  tell: Tell,
): ImageContent {
  const source = mediaSource(image, maxBytes);
  if (source !== undefined) {
    const format =
      formatOf(source.head) ?? extensionOf(source.suffix) ?? extensionOf(wanted) ?? "png";
    return { source, format, size: imageSize(source.head) };
  }
  const format = extensionOf(wanted) ?? "png";
  const encoded = fromCanvas(image, format, quality, tell) ?? fromPixels(image, format, tell);
  const bytes = sourceOfBytes(encoded, maxBytes);
  return { source: bytes, format: formatOf(encoded) ?? format, size: imageSize(encoded) };
}

function fromCanvas(
  image: unknown,
  format: string,
  quality: number,
  tell: Tell,
): Buffer | undefined {
  if (typeof image !== "object" || image === null) return undefined;
  // Where there are both, toBuffer answers with a promise.
  const { toBuffer, toBufferSync } = image as Record<string, unknown>;
  const encode = toBufferSync ?? toBuffer;
  if (typeof encode !== "function") return undefined;
  const type = mediaTypes[format] ?? `image/${format}`;
  try {
    return checkedBuffer(encode.call(image, type, { quality: quality / 100 }));
  } catch (error) {
    if (format === "png") throw error;
    tell("encode", `${format} could not be written, png is: ${String(error)}`);
    return checkedBuffer(encode.call(image, "image/png"));
  }
}

function checkedBuffer(encoded: unknown): Buffer {
  if (encoded instanceof Promise) {
    // Nobody else will look at how it ends.
    encoded.catch(() => undefined);
    throw new NotPlain("its toBuffer() is asynchronous; await it and pass the bytes");
  }
  if (encoded instanceof Uint8Array) return Buffer.from(encoded);
  throw new NotPlain("its toBuffer() gave no bytes");
}

function fromPixels(image: unknown, format: string, tell: Tell): Buffer {
  const array = imageData(image) ?? (isArray(image) ? numberArray(image) : undefined);
  if (array === undefined) throw new NotPlain(`a value of type ${typeof image} is no picture`);
  if (format !== "png") {
    tell("format", `pixels are written as png, not as ${format}`);
  }
  return pngBytes(pixelsOf(array, tell));
}

/** An ImageData or the like: rows of pixels, channels last. */
function imageData(image: unknown): NumberArray | undefined {
  if (typeof image !== "object" || image === null) return undefined;
  const { width, height, data } = image as Record<string, unknown>;
  if (typeof width !== "number" || typeof height !== "number" || !isArray(data)) return undefined;
  const { kind, flat } = numberArray(data);
  const channels = flat.length / (width * height);
  if (!Number.isInteger(channels)) {
    throw new NotPlain(`${flat.length} numbers are no picture of ${width} × ${height} pixels`);
  }
  return { shape: [height, width, channels], kind, flat };
}
