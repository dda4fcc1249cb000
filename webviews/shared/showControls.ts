// What would act on a terminal, reorder text or not be seen: control and format characters, halves of characters, line
// separators, fillers.
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu;
/** Tabs, and the joiners that some scripts and emoji need. */
const harmless = /[\t\u200C\u200D]/u;
/** Characters of a line that a page can lay out without a moment's wait. */
const longest = 20_000;

/** Control, bidirectional and invisible characters by their code, so that a text from a run cannot pose as another. */
export function showControls(text: string): string {
  if (text.length > longest) return `${showControls(text.slice(0, longest))}…`;
  return text.replace(unsafe, (c) => {
    if (harmless.test(c)) return c;
    const code = c.codePointAt(0) ?? 0;
    if (code > 0xffff) return `\\u{${code.toString(16)}}`;
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
