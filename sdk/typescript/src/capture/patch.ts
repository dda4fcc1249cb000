import { redact } from "./redaction.ts";
import { redacted } from "./secretValue.ts";

export const maxPatchBytes = 512 * 1024;

/** The patch without secrets; a truncated one ends where a file ends, or else a line. */
export function redactedPatch(patch: Buffer, truncated: boolean): Buffer {
  // Bytes of any encoding survive as Latin-1; only what is put in is UTF-8.
  let text = patch.toString("latin1");
  if (truncated) {
    const end = text.lastIndexOf("\ndiff --git ");
    text = text.slice(0, (end > 0 ? end : text.lastIndexOf("\n")) + 1);
  }
  const mark = Buffer.from(redacted).toString("latin1");
  return Buffer.from(redact(text).replaceAll(redacted, mark), "latin1");
}
