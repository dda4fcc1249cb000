import { parseJsonObject } from "./jsonObject.ts";
import { endOfString } from "./lenientJson.ts";
import { readRegularFile } from "./regularFile.ts";
import { replaceFile } from "./replaceJson.ts";

const maxBytes = 16 << 20;

/**
 * Sets members of the object a small JSON file holds; every other one stays as it was written, to the byte: whole numbers
 * above 2^53, bare NaN and text in other encodings too. Throws what `readJsonObject` and `replaceJson` do.
 */
export function changeJson(file: string, changes: Readonly<Record<string, unknown>>): void {
  // One character per byte.
  const text = readRegularFile(file, maxBytes).toString("latin1");
  const members = rawMembers(text);
  for (const [key, value] of Object.entries(changes)) {
    const written = JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
    members.set(key, toLatin1(written));
  }
  const lines = Array.from(
    members,
    ([key, value]) => `  ${toLatin1(JSON.stringify(key))}: ${value}`,
  );
  replaceFile(file, Buffer.from(`{\n${lines.join(",\n")}\n}`, "latin1"));
}

/** The members of the object in a JSON text, each as it is written there. Of several of one name the last counts. */
function rawMembers(text: string): Map<string, string> {
  // From here on it is known to be JSON.
  parseJsonObject(fromLatin1(text));
  const members = new Map<string, string>();
  let at = text.indexOf("{") + 1;
  for (;;) {
    const open = skip(text, at, /[\s,]*/y);
    if (text[open] !== '"') return members;
    const close = endOfString(text, open);
    const start = skip(text, close, /\s*:\s*/y);
    at = endOfValue(text, start);
    const key = JSON.parse(fromLatin1(text.slice(open, close))) as string;
    members.set(key, text.slice(start, at).trimEnd());
  }
}

/** Where a value ends that begins at `at`: before the comma or bracket that is not its own. */
function endOfValue(text: string, at: number): number {
  let depth = 0;
  for (let end = at; end < text.length; end++) {
    const character = text[end];
    if (character === '"') end = endOfString(text, end) - 1;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      if (depth-- === 0) return end;
    } else if (character === "," && depth === 0) return end;
  }
  return text.length;
}

function skip(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function toLatin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function fromLatin1(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}
