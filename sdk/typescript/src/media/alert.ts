import type { RunRecord } from "../runRecord.ts";

/** What `alert` takes beside the text. */
export interface AlertOptions {
  /** Default "warning". */
  readonly level?: "info" | "warning" | "error";
  readonly title?: string;
  readonly step?: number | bigint;
}

export function alert(
  _record: RunRecord,
  _text: unknown,
  _options: AlertOptions | undefined,
): void {}
