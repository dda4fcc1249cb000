import type { RunRecord } from "../runRecord.ts";
import { attempt, words, writeFile } from "./attempt.ts";
import { imageContent } from "./imageContent.ts";

/** What `logImage` takes beside the image. */
export interface ImageOptions {
  readonly step?: number | bigint;
  readonly caption?: string;
  /** What a canvas is encoded as; default "png". */
  readonly format?: string;
  /** 1…100, for jpg and webp; default 90. */
  readonly quality?: number;
}

/** Records a picture; the path of its file relative to the run, or "" when it could not be recorded. Never throws. */
export function logImage(
  record: RunRecord,
  key: string,
  image: unknown,
  options: ImageOptions = {},
): string {
  return attempt(record, "logImage", key, (tell) => {
    const { caption, format = "png", quality = 90, step } = options;
    const content = imageContent(image, format, Math.min(100, Math.max(1, quality)), tell);
    const facts = { caption: words(caption), ...content.size, format: content.format };
    return writeFile(record, "image", key, content.format, content.source.pieces, facts, step);
  });
}
