import type { RunRecord } from "../runRecord.ts";
import { attempt, words, writeFile } from "./attempt.ts";
import { videoContent } from "./videoContent.ts";

/** What `logVideo` takes beside the video. */
export interface VideoOptions {
  readonly step?: number | bigint;
  readonly caption?: string;
  /** Pictures per second; 10 for arrays where it is not given. */
  readonly fps?: number;
  /** Of encoded bytes whose format cannot be told from them. */
  readonly format?: string;
}

/** Records moving pictures; the path of their file relative to the run, or "" when it could not be. Never throws. */
export function logVideo(
  record: RunRecord,
  key: string,
  video: unknown,
  options: VideoOptions = {},
): string {
  return attempt(record, "logVideo", key, (tell) => {
    const content = videoContent(video, options.fps, options.format, tell);
    const facts = {
      caption: words(options.caption),
      fps: content.fps,
      ...content.size,
      frames: content.frames,
      format: content.format,
    };
    const { pieces } = content.source;
    return writeFile(record, "video", key, content.format, pieces, facts, options.step);
  });
}
