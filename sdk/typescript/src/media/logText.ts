import { plainText } from "../plain.ts";
import type { RunRecord } from "../runRecord.ts";
import { attempt, inlineBytes, words, writeFile } from "./attempt.ts";

/** What `logText` takes beside the text. */
export interface TextOptions {
  /** Makes it a text of that name, shown by step. */
  readonly key?: string;
  readonly step?: number | bigint;
  readonly caption?: string;
}

const maxText = 16 * 2 ** 20;

/** Records a text under a key, at most 16 Mi characters. Never throws. */
export function logText(record: RunRecord, text: unknown, options: TextOptions): void {
  const { key, step, caption } = options;
  attempt(record, "logText", key, (tell) => {
    const whole = plainText(text);
    if (whole.length > maxText) {
      tell("length", `only the first ${maxText} characters of a text are recorded`);
    }
    const content = plainText(whole.slice(0, maxText));
    const facts = caption === undefined ? {} : { caption: words(caption) };
    const bytes = Buffer.from(content);
    if (bytes.length > inlineBytes) {
      return writeFile(record, "text", key, "txt", [bytes], facts, step);
    }
    record.event("text", { key: words(key), text: content, ...facts }, step);
    return "";
  });
}
