import type { ScriptRecord } from "../script/parseReply.ts";

/** The records of a kind, but not more than our script would answer: the machine may be a liar. */
export function recordsOf(
  records: readonly ScriptRecord[],
  kind: string,
  most: number,
): readonly ScriptRecord[] {
  return records.filter(([first]) => first === kind).slice(0, most);
}
