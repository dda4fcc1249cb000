import type { RunRecord } from "../runRecord.ts";

/** What `logTable` takes beside the rows. */
export interface TableOptions {
  readonly step?: number | bigint;
  readonly caption?: string;
}

export function logTable(
  _record: RunRecord,
  _key: string,
  _value: unknown,
  _options: TableOptions | undefined,
): void {}
