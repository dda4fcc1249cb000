import type { RunRecord } from "../runRecord.ts";

/** What `logVideo` takes beside the video. */
export interface VideoOptions {
  readonly step?: number | bigint;
  readonly caption?: string;
}

export function logVideo(
  _record: RunRecord,
  _key: string,
  _value: unknown,
  _options: VideoOptions | undefined,
): void {}
