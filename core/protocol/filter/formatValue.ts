import type { FilterValue } from "./filter.ts";
import { tokens } from "./tokens.ts";

/** A value as it is written in a filter: a text in quotes unless it is a plain word. */
export function formatValue(value: FilterValue): string {
  if (typeof value !== "string") return String(value);
  return isWord(value) ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Words that mean something else than themselves. */
const reserved = /^(and|or|not|has|in|contains|matches|true|false|null|none|[+-]?inf|-?infinity)$/i;

function isWord(text: string): boolean {
  if (reserved.test(text)) return false;
  try {
    const [word, end] = tokens(text);
    return word?.kind === "word" && word.isPlain && word.text === text && end?.kind === "end";
  } catch {
    return false;
  }
}
