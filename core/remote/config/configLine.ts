/** A line of ssh_config. */
export interface ConfigLine {
  /** In lower case. */
  readonly keyword: string;
  /** Words, without their quotes; undefined where a quote is not closed. */
  readonly args: readonly string[] | undefined;
  /** All after the keyword as it is written: commands take it whole. */
  readonly rest: string;
}

/** Undefined for an empty line and a comment. */
export function parseConfigLine(text: string): ConfigLine | undefined {
  const [, keyword, rest = ""] =
    /^[ \t\r\n\f]*([^ \t\r\n\f="#][^ \t\r\n\f="]*)[ \t]*=?[ \t]*(.*)$/s.exec(text) ?? [];
  if (keyword === undefined) return undefined;
  const trimmed = rest.replace(/[ \t\r\n\f]+$/, "");
  return { keyword: keyword.toLowerCase(), args: splitWords(trimmed), rest: trimmed };
}

/** Words as OpenSSH's configuration has them: quotes of both kinds, a few escapes, a comment at the end. */
function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  for (let i = 0; i < text.length; i++) {
    if (isBlank(text[i])) continue;
    if (text[i] === "#") break;
    let word = "";
    let quote = "";
    for (; i < text.length; i++) {
      const c = text[i] ?? "";
      const next = text[i + 1] ?? "";
      if (c === "\\" && (/['"\\]/.test(next) || (quote === "" && next === " "))) {
        word += next;
        i++;
      } else if (quote === "" && isBlank(c)) {
        break;
      } else if (quote === "" && (c === '"' || c === "'")) {
        quote = c;
      } else if (c === quote) {
        quote = "";
      } else {
        word += c;
      }
    }
    if (quote !== "") return undefined;
    words.push(word);
  }
  return words;
}

/** Words of a `Match` line: an equals sign may stand for a blank. */
export function splitCriteria(text: string): string[] {
  const words: string[] = [];
  for (const [, quoted, bare] of text.matchAll(
    /"([^"]*)"?[ \t]*=?[ \t]*|([^ \t="]+)[ \t]*=?[ \t]*/g,
  )) {
    const word = quoted ?? bare ?? "";
    if (quoted === undefined && word.startsWith("#")) break;
    words.push(word);
  }
  return words;
}

function isBlank(c: string | undefined): boolean {
  return c === " " || c === "\t";
}
