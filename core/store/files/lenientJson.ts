/**
 * Parses JSON in which NaN, Infinity and -Infinity may stand bare, as Python's json module writes them; they read as those
 * words. Throws `SyntaxError` for everything else that is not JSON.
 */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!text.includes("NaN") && !text.includes("Infinity")) throw error;
    return JSON.parse(quoteNonFinite(text));
  }
}

function quoteNonFinite(line: string): string {
  let quoted = "";
  let at = 0;
  while (at < line.length) {
    const open = line.indexOf('"', at);
    const outside = open === -1 ? line.slice(at) : line.slice(at, open);
    quoted += outside.replace(/-?Infinity|NaN/g, '"$&"');
    if (open === -1) break;
    at = endOfString(line, open);
    quoted += line.slice(open, at);
  }
  return quoted;
}

/** The index after the quote that closes the string opened at `open`. */
export function endOfString(line: string, open: number): number {
  let quote = open;
  for (;;) {
    quote = line.indexOf('"', quote + 1);
    if (quote === -1) return line.length;
    let backslashes = 0;
    while (line[quote - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
}
