import type { RunField } from "./filter.ts";

/**
 * Runs that hold every word of a text, in the language of filters; empty for a text without a word. `alsoIn`: fields of texts
 * in which a word is looked for besides.
 */
export function wordsFilter(text: string, alsoIn: readonly RunField[] = []): string {
  const words = text.split(/\s+/u).filter(Boolean);
  return words
    .map((word) => {
      const quoted = `"${word.replaceAll(/["\\]/gu, "\\$&")}"`;
      const all = [quoted, ...alsoIn.map((field) => `${field} contains ${quoted}`)];
      return all.length === 1 ? quoted : `(${all.join(" or ")})`;
    })
    .join(" and ");
}
