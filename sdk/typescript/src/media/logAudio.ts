import type { RunRecord } from "../runRecord.ts";

/** What `logAudio` takes beside the sound. */
export interface AudioOptions {
  readonly step?: number | bigint;
  readonly caption?: string;
}

export function logAudio(
  _record: RunRecord,
  _key: string,
  _value: unknown,
  _options: AudioOptions | undefined,
): void {}
