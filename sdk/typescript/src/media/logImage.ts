import type { RunRecord } from "../runRecord.ts";

/** What `logImage` takes beside the image. */
export interface ImageOptions {
  readonly step?: number | bigint;
  readonly caption?: string;
}

export function logImage(
  _record: RunRecord,
  _key: string,
  _value: unknown,
  _options: ImageOptions | undefined,
): void {}
