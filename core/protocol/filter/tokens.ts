import { filterError } from "./filterError.ts";

/** A piece of a filter's text, at `start` up to `end`. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: "symbol"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  /** `text`: without its unit, as it is written: `3.10` is another version than `3.1`. */
  | {
      readonly kind: "number";
      readonly value: number;
      readonly text: string;
      readonly unit: TimeUnit | undefined;
    }
  /** `metrics.loss.min`, or a bare word such as `running`. `isPlain`: without back quotes. */
  | {
      readonly kind: "word";
      readonly text: string;
      readonly segments: readonly string[];
      readonly isPlain: boolean;
    }
  | { readonly kind: "end" }
);

/** Seconds of each unit a number may carry. */
export const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
type TimeUnit = keyof typeof secondsOf;

const blank = /\s+/y;
const symbol = /[<>!=]=|<>|[=<>()[\],]/y;
const string = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy;
// Not followed by what would make it part of a word: `3d-net` is a name.
const number = /([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)([smhdw])?(?![^\s()[\],=<>!"'`])/iy;
const segment = /`([^`]*)`|[^\s()[\],=<>!"'`.]+/y;

/** Whether a part of a name can stand without back quotes. */
export function isPlainSegment(text: string): boolean {
  segment.lastIndex = 0;
  return segment.exec(text)?.[0] === text && !text.startsWith("`");
}

/** The tokens of a filter, closed by one of kind `end`. Throws `invalid_filter`. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const match = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = at;
      const result = pattern.exec(text);
      if (result) at = pattern.lastIndex;
      return result;
    };
    if (match(blank)) continue;
    const quoted = match(string);
    if (quoted) {
      const value = (quoted[1] ?? quoted[2] ?? "").replaceAll(/\\(.)/gs, "$1");
      found.push({ kind: "string", value, start, end: at });
      continue;
    }
    const sign = match(symbol);
    if (sign) {
      found.push({ kind: "symbol", text: sign[0], start, end: at });
      continue;
    }
    const digits = match(number);
    if (digits) {
      const unit = digits[2]?.toLowerCase() as TimeUnit | undefined;
      const text = digits[1] ?? "";
      found.push({ kind: "number", value: Number(text), text, unit, start, end: at });
      continue;
    }
    const segments: string[] = [];
    do {
      const part = match(segment);
      if (!part) break;
      segments.push(part[1] ?? part[0]);
    } while (text[at] === "." && ++at);
    const word = text.slice(start, at);
    if (segments.length === 0) {
      const isOpen = `"'\``.includes(text[start] ?? "");
      throw filterError(
        isOpen ? "This quote is not closed." : `${text[start]} has no meaning here.`,
        start,
        isOpen ? text.length : start + 1,
      );
    }
    if (word.endsWith(".")) throw filterError("Something is missing after the dot.", start, at);
    found.push({
      kind: "word",
      text: word,
      segments,
      isPlain: !word.includes("`"),
      start,
      end: at,
    });
  }
  found.push({ kind: "end", start: text.length, end: text.length });
  return found;
}
