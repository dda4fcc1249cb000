/** Runs that hold every word of a text, in the language of filters; empty for a text without a word. */
export function wordsFilter(text: string): string {
  const words = text.split(/\s+/u).filter(Boolean);
  return words.map((word) => `"${word.replaceAll(/["\\]/gu, "\\$&")}"`).join(" and ");
}
