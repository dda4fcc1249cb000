import { RunicornError } from "../errors.ts";
import { fieldOf } from "./fields.ts";
import { comparisons, type FilterField } from "./filter.ts";
import { type Token, tokens } from "./tokens.ts";

/** What belongs at a place in a filter. `typed` is the word begun there, from `start` to `end`. */
export type FilterContext = {
  readonly start: number;
  readonly end: number;
  readonly typed: string;
} & (
  | { readonly expected: "condition" | "connective" }
  | { readonly expected: "operator" | "value" | "list"; readonly field: FilterField }
);

/** Looks at the text before `cursor`, which need not be a whole filter. */
export function filterContext(text: string, cursor: number): FilterContext {
  const before = text.slice(0, cursor);
  const known = tokensOf(before);
  const last = known[known.length - 1];
  // A word that ends at the cursor is still being written; one before a blank is not.
  const isBegun = last !== undefined && last.end === cursor && last.kind !== "symbol";
  const word = isBegun ? last : undefined;
  const place = {
    start: word?.start ?? cursor,
    end: word ? endOfWord(text, cursor) : cursor,
    typed: word ? before.slice(word.start) : "",
  };
  return { ...place, ...expectedAfter(isBegun ? known.slice(0, -1) : known) };
}

type Expected =
  | { readonly expected: "condition" | "connective" }
  | { readonly expected: "operator" | "value" | "list"; readonly field: FilterField };

function expectedAfter(known: readonly Token[]): Expected {
  let now: Expected = { expected: "condition" };
  for (const token of known) now = step(now, token);
  return now;
}

function step(before: Expected, token: Token): Expected {
  const word = token.kind === "word" && token.isPlain ? token.text.toLowerCase() : "";
  const isOpen = isSymbol(token, "(") || isSymbol(token, "[");
  if (before.expected === "value" && isOpen) return { ...before, expected: "list" };
  const isClosed = isSymbol(token, ")") || isSymbol(token, "]");
  if (before.expected === "list") return isClosed ? { expected: "connective" } : before;
  if (["and", "or", "not", "has"].includes(word) || isOpen) return { expected: "condition" };
  if (
    before.expected === "operator" &&
    (isComparison(token) || ["contains", "matches", "in"].includes(word))
  ) {
    return { ...before, expected: "value" };
  }
  if (before.expected === "value") return { expected: "connective" };
  const field = fieldIn(token);
  return field ? { expected: "operator", field } : { expected: "connective" };
}

/** Of a text that ends in a part that is not finished, the tokens before it and that part as a word. */
function tokensOf(text: string): Token[] {
  try {
    return tokens(text).filter(({ kind }) => kind !== "end");
  } catch (error) {
    const start = startOf(error) ?? 0;
    const rest = text.slice(start);
    const word = { kind: "word", text: rest, segments: [rest], isPlain: false } as const;
    const known = start === 0 ? [] : tokens(text.slice(0, start));
    return [...known.filter(({ kind }) => kind !== "end"), { ...word, start, end: text.length }];
  }
}

function startOf(error: unknown): number | undefined {
  if (!RunicornError.is(error, "invalid_filter")) throw error;
  return (error.details as { start?: number } | undefined)?.start;
}

function endOfWord(text: string, cursor: number): number {
  const rest = text.slice(cursor);
  const length = rest.search(/[\s()[\],=<>!]/);
  return length === -1 ? text.length : cursor + length;
}

function fieldIn(token: Token): FilterField | undefined {
  try {
    return token.kind === "word" ? fieldOf(token) : undefined;
  } catch {
    return undefined;
  }
}

function isSymbol(token: Token, text: string): boolean {
  return token.kind === "symbol" && token.text === text;
}

function isComparison(token: Token): boolean {
  return token.kind === "symbol" && ["==", "<>", ...comparisons].includes(token.text);
}
