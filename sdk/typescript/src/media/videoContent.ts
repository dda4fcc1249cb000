import { NotPlain, plainText } from "../plain.ts";
import { type Size, imageSize } from "./imageSize.ts";
import { extensionOf, formatOf } from "./mediaFormat.ts";
import { type MediaSource, mediaSource, sourceOfBytes } from "./mediaSource.ts";
import { isArray, numberArray } from "./numberArray.ts";
import { framesOf } from "./pixels.ts";
import { apngBytes } from "./png.ts";
import type { Tell } from "./tell.ts";

/** A file's content, its format, and what is known of the pictures. */
export interface VideoContent {
  readonly source: MediaSource;
  readonly format: string;
  readonly fps: number | undefined;
  readonly size: Size | undefined;
  readonly frames: number | undefined;
}

const maxBytes = 2 ** 30;
const maxFrames = 2000;
const defaultFps = 10;

/**
 * The pictures as a file: encoded bytes or a path as they are, arrays of shape (T, H, W), (T, H, W, C) or (T, C, H, W) as
 * an animated PNG. Throws NotPlain for anything else, and what the object throws.
 */
export function videoContent(
  video: unknown,
  fps: unknown,
  wanted: string | undefined,
  tell: Tell,
): VideoContent {
  const rate = checkedFps(fps, tell);
  const source = mediaSource(video, maxBytes);
  if (source !== undefined) {
    const format =
      formatOf(source.head) ?? extensionOf(source.suffix) ?? extensionOf(wanted) ?? "bin";
    return { source, format, fps: rate, size: imageSize(source.head), frames: undefined };
  }
  if (!isArray(video)) throw new NotPlain(`a value of type ${typeof video} is no video`);
  if (wanted !== undefined && wanted !== "png" && wanted !== "apng") {
    const name = plainText(wanted).slice(0, 40);
    tell("format", `arrays are written as an animated PNG, not as ${name}`);
  }
  const [first, ...rest] = framesOf(numberArray(video), tell, maxFrames);
  if (first === undefined) throw new NotPlain("it is empty");
  const used = rate ?? defaultFps;
  return {
    source: sourceOfBytes(apngBytes(first, rest, used), maxBytes),
    format: "apng",
    fps: used,
    size: { width: first.width, height: first.height },
    frames: 1 + rest.length,
  };
}

function checkedFps(fps: unknown, tell: Tell): number | undefined {
  if (fps === undefined || fps === null) return undefined;
  const rate = Number(fps);
  if (rate >= 0.01 && rate <= 1000) return rate;
  tell("fps", `${plainText(fps).slice(0, 40)} is no number of pictures per second`);
  return undefined;
}
