import { matchAt } from "./matchAt.ts";
import { QuoteCount } from "./quoteCount.ts";
import { type Secrecy, hasStem, secrecy, sure } from "./secretNames.ts";
import { isSpared, redacted } from "./secretValue.ts";

type Span = readonly [start: number, end: number] | undefined;

const names = /[A-Za-z0-9_.-]+/g;
// Between name and value; an annotation only before a literal.
const separator =
  /\\{0,3}["'`]?\]?[ \t]{0,64}(?::[ \t]{0,8}[A-Za-z_][A-Za-z0-9_.[\]|, ]{0,63}=[ \t]{0,8}(?=[A-Za-z]{0,2}["'`])|=>|:=|[?+]?=(?!=)|:(?!:))[ \t]{0,64}/y;
// `setenv("TOKEN", "…")`, `<add key="Password" value="…"/>`, `{"name": "TOKEN", "value": "…"}`
const nextArgument =
  /["'](?:[ \t]{0,8},[ \t]{0,8}(?:["']value["'][ \t]{0,8}:[ \t]{0,8})?|[ \t]{1,8}value[ \t]{0,4}=[ \t]{0,4})(?=["'])/y;
const blanks = /[ \t]{1,64}/y;
const opening = /[A-Za-z]{0,2}(\\{0,3}(?:"""|'''|["'`]))/y;
const bareWord = /[^ \t\r\n"'`,;&<>(){}[\]|\\]+/y;
const toBlank = /[^ \t\r\n]+/y;
const toComment = /(?:[^ \t\r\n]|[ \t](?![ \t]{0,64}(?:#|\r?$))){1,4096}/y;
const scheme = /(?:Bearer|Basic|Token|Digest|ApiKey|token)[ \t]{1,8}(?=[^ \t\r\n])/y;
// Where a line of .env, YAML or INI begins, also in a patch.
const lineStart =
  /[+ -]?[ \t]*(?:-[ \t]+)?(?:export[ \t]+|set[ \t]+|ENV[ \t]+|ARG[ \t]+)?["'-]{0,3}/y;
const netrc = /(?:machine|login|account|default)[ \t]|^[+ -]?[ \t]*$/;
const netrcWord = /[^ \t\r\n]+(?=[ \t\r]*$|[ \t]+(?:machine|login|account|macdef)[ \t])/y;
const identifier = /^[A-Za-z_$][A-Za-z_$]*$/;
const nameInCode = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const member = /^[A-Za-z_$][A-Za-z0-9_$]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*)+$/;
const prose = new Set(
  "and argument can flag for from if in is may must not of option or the to value when will with".split(
    " ",
  ),
);

/**
 * `text` with what is assigned to secret names replaced: `password = "…"`, `TOKEN=…`, `"api_key": "…"`, `--token …`.
 * What reads like code, not like a value, stays.
 */
export function redactAssignments(text: string): string {
  if (!hasStem(text)) return text;
  return text
    .split("\n")
    .map((line) => (hasStem(line) ? redactLine(line) : line))
    .join("\n");
}

function redactLine(line: string): string {
  let result = "";
  let done = 0;
  const quotes = new QuoteCount(line);
  for (const name of line.matchAll(names)) {
    const level = name.index >= done ? secrecy(name[0]) : 0;
    const span = level > 0 ? valueAfter(line, name.index, name[0], level, quotes) : undefined;
    if (!span) continue;
    result += line.slice(done, span[0]) + redacted;
    done = span[1];
  }
  return result + line.slice(done);
}

function valueAfter(
  line: string,
  start: number,
  name: string,
  level: Secrecy,
  quotes: QuoteCount,
): Span {
  const end = start + name.length;
  if (matchAt(separator, line, end)) {
    return valueAt(line, start, end, separator.lastIndex, level, quotes);
  }
  if (matchAt(nextArgument, line, end)) {
    const span = quoted(line, nextArgument.lastIndex, level, quotes);
    const isLong = span !== undefined && span[1] - span[0] >= 8;
    return isLong && /[0-9]/.test(line.slice(...span)) ? span : undefined;
  }
  const isApart = matchAt(blanks, line, end) !== null;
  if (isApart && name.startsWith("--")) {
    return wordAfterOption(line, blanks.lastIndex, level, quotes);
  }
  const isPassword = isApart && name.replace(/^-+/, "") === "password";
  if (isPassword && netrc.test(line.slice(Math.max(0, start - 200), start))) {
    const word = matchAt(netrcWord, line, blanks.lastIndex);
    return word && (start > 4 || /[0-9]/.test(word[0])) ? spanOf(word, level) : undefined;
  }
  if (line[end] === ">" && line[start - 1] === "<") {
    return spanOf(matchAt(bareWord, line, end + 1), level);
  }
  return undefined;
}

function valueAt(
  line: string,
  start: number,
  end: number,
  after: number,
  level: Secrecy,
  quotes: QuoteCount,
): Span {
  if (matchAt(opening, line, after)) return quoted(line, after, level, quotes);
  const name = line.slice(start, end);
  const between = line.slice(end, after);
  const hasScheme = level === sure && matchAt(scheme, line, after) !== null;
  const at = hasScheme ? scheme.lastIndex : after;
  const isReference = ["$(", "${", "$[", "{{"].some((sign) => line.startsWith(sign, at));
  const bare = isReference ? null : matchAt(bareWord, line, at);
  if (!bare) return undefined;
  const [value] = bare;
  const next = line.charAt(at + value.length);
  matchAt(lineStart, line, 0);
  const beginsLine = lineStart.lastIndex >= start;
  if (between === "=" && (name.startsWith("--") || name.toUpperCase() === name)) {
    return spanOf(beginsLine ? matchAt(toBlank, line, at) : bare, level);
  }
  const isName = level !== sure && nameInCode.test(value) && secrecy(value) > 0;
  if ((next !== "" && "([{".includes(next)) || isName || isCode(value, next, between)) {
    return undefined;
  }
  if (level === sure && beginsLine) {
    return spanOf(matchAt(between.startsWith(":") ? toComment : toBlank, line, at), level);
  }
  if (level !== sure && !hasScheme && !/[0-9]/.test(value) && value.length < 20) return undefined;
  return spanOf(bare, level);
}

function isCode(value: string, next: string, between: string): boolean {
  if (identifier.test(value)) {
    const isBound = between === "=" || between.replace(/^["'`\] \t]+|["'`\] \t]+$/g, "") === ":";
    return !isBound || (next !== "" && ",;)}]".includes(next)) || secrecy(value) > 0;
  }
  return member.test(value) && (!/[0-9]/.test(value) || secrecy(value) > 0);
}

function wordAfterOption(line: string, at: number, level: Secrecy, quotes: QuoteCount): Span {
  if (matchAt(opening, line, at)) return quoted(line, at, level, quotes);
  const word = matchAt(bareWord, line, at);
  if (!word || word[0].startsWith("-") || prose.has(word[0])) return undefined;
  return identifier.test(word[0]) && level !== sure ? undefined : spanOf(word, level);
}

function quoted(line: string, at: number, level: Secrecy, quotes: QuoteCount): Span {
  const match = matchAt(opening, line, at);
  const quote = match?.[1];
  if (!match || quote === undefined) return undefined;
  const start = opening.lastIndex;
  const isEscaped = quote.startsWith("\\");
  if (!isEscaped && quotes.isOpen(quote.charAt(0), start - quote.length)) return undefined;
  const end = closing(line, quote, start);
  return isSpared(line.slice(start, end), level) ? undefined : [start, end];
}

function closing(line: string, quote: string, start: number): number {
  let end = line.indexOf(quote, start);
  // An escaped mark ends nothing; a text that is itself escaped ends with one.
  if (quote.startsWith("\\")) return end < 0 ? line.length : end;
  while (end > start && line[end - 1] === "\\") end = line.indexOf(quote, end + 1);
  return end < 0 ? line.length : end;
}

function spanOf(match: RegExpExecArray | null, level: Secrecy): Span {
  if (match === null || isSpared(match[0], level)) return undefined;
  return [match.index, match.index + match[0].length];
}
