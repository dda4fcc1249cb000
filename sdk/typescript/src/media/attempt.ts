import { NotPlain, plainText } from "../plain.ts";
import type { RunRecord } from "../runRecord.ts";
import { removeMedia, writeMedia } from "./mediaFile.ts";
import { extensionOf } from "./mediaFormat.ts";
import type { Tell } from "./tell.ts";

/** A line of events.jsonl stays so short; what is longer has a file of its own. */
export const inlineBytes = 64 * 1024;
const maxWords = 1000;

type Step = number | bigint | null | undefined;

/** What `write` returns, or "" when it throws: whatever a value is like, it costs its own record only. */
export function attempt(
  record: RunRecord,
  method: string,
  key: unknown,
  write: (tell: Tell) => string,
): string {
  try {
    if (!record.accepts()) return "";
    return write((subject, sentence) => {
      record.tell(`${method} ${subject}`, `${method}: ${sentence}`);
    });
  } catch (error) {
    const reason = error instanceof NotPlain ? error.message : plainText(error);
    record.dropValue(`${method} ${plainText(key).slice(0, 80)}`, reason);
    return "";
  }
}

/** Writes a file, then the record that names it; its path relative to the run, or "" when the disk refuses. */
export function writeFile(
  record: RunRecord,
  kind: string,
  key: unknown,
  format: string,
  pieces: Iterable<Uint8Array>,
  facts: Readonly<Record<string, unknown>>,
  step: Step,
): string {
  const name = plainText(key).slice(0, maxWords);
  let path: string;
  try {
    path = writeMedia(record.directory, name, extensionOf(format) ?? "bin", pieces);
  } catch (error) {
    record.dropRecord(error);
    return "";
  }
  if (record.event(kind, { key: name, path, ...facts }, step)) return path;
  removeMedia(record.directory, path);
  return "";
}

/** A value as text of limited length; null where there is none. */
export function words(value: unknown, limit: number = maxWords): string | null {
  if (value === undefined || value === null) return null;
  return plainText(plainText(value).slice(0, limit));
}
