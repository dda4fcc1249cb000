import type { RunRecord } from "../runRecord.ts";

/** What `logText` takes beside the text. */
export interface TextOptions {
  /** Makes it a text of that name, shown by step. */
  readonly key?: string;
  readonly step?: number | bigint;
  readonly caption?: string;
}

/** Records a text under a key. */
export function logText(_record: RunRecord, _text: unknown, _options: TextOptions): void {}
