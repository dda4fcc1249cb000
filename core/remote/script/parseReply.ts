/** One line of a script's answer. */
export type ScriptRecord = readonly string[];

/**
 * The records in what a script printed. Whatever else is there (greetings of startup files, messages) has no nonce and is
 * skipped, and so is a record with bytes that are no UTF-8: such a path could not be sent back.
 */
export function parseReply(printed: Buffer, nonce: string): ScriptRecord[] {
  // Bytes as characters: a line may hold anything.
  return printed
    .toString("latin1")
    .split("\n")
    .map((line) => parseRecord(line, nonce))
    .filter((record) => record !== undefined);
}

function parseRecord(line: string, nonce: string): ScriptRecord | undefined {
  const start = line.indexOf(`${nonce}\t`);
  if (start === -1) return undefined;
  const fields = line.slice(start + nonce.length + 1).split("\t");
  try {
    return fields.map(fieldOf);
  } catch {
    return undefined;
  }
}

function fieldOf(escaped: string): string {
  if (!/[%\x80-\xff]/.test(escaped)) return escaped;
  const bytes = escaped.replaceAll(/%(25|09|0A)/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return decoder.decode(Buffer.from(bytes, "latin1"));
}
