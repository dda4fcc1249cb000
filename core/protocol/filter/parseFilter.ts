import { fieldOf } from "./fields.ts";
import {
  type Comparison,
  type Filter,
  type FilterField,
  type FilterValue,
  comparisons,
  runFields,
} from "./filter.ts";
import { filterError } from "./filterError.ts";
import { type Token, secondsOf, tokens } from "./tokens.ts";

/** Deeper nesting is nobody's question. */
const maxDepth = 64;
/** Conditions in one filter: each costs a look-up. */
const maxConditions = 200;

/**
 * Parses a filter such as
 *
 *     metrics.`train/loss`.min < 0.2 and config.lr >= 1e-4 and (status = running or tag in [base, "v2"])
 *     created_at > -7d and not has summary.note and alias contains "seed" resnet
 *     alias matches "^base-\\d+$"
 *
 * `now` is Unix seconds, what negative spans of time count from. Undefined for a text that asks nothing.
 * Throws `invalid_filter` with the place in `details`.
 */
export function parseFilter(text: string, now: number): Filter | undefined {
  const all = tokens(text);
  if (all.length === 1) return undefined;
  return new FilterParser(all, now).parse();
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #now: number;
  #at = 0;
  #depth = 0;
  #conditions = 0;

  constructor(all: readonly Token[], now: number) {
    this.#tokens = all;
    this.#now = now;
  }

  parse(): Filter {
    const filter = this.#either();
    if (this.#next.kind !== "end") this.#fail("Expected and, or, or the end.");
    return filter;
  }

  get #next(): Token {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
    if (!token) throw new RangeError("no tokens");
    return token;
  }

  #either(): Filter {
    if (++this.#depth > maxDepth) this.#fail("This is nested too deeply.");
    const items = [this.#both()];
    while (this.#takeWord("or")) items.push(this.#both());
    this.#depth--;
    return joined("or", items);
  }

  /** Conditions beside each other are all meant, as in a search box. */
  #both(): Filter {
    const items = [this.#one()];
    for (;;) {
      const isGiven = this.#takeWord("and");
      const { kind } = this.#next;
      const ends = kind === "end" || this.#isSymbol(")") || this.#isWord("or");
      if (ends && !isGiven) return joined("and", items);
      items.push(this.#one());
    }
  }

  #one(): Filter {
    if (this.#takeWord("not")) {
      if (++this.#depth > maxDepth) this.#fail("This is nested too deeply.");
      const item = this.#one();
      this.#depth--;
      return { op: "not", item };
    }
    if (this.#takeSymbol("(")) {
      const filter = this.#either();
      if (!this.#takeSymbol(")")) this.#fail("A ) is missing here.");
      return filter;
    }
    if (++this.#conditions > maxConditions) this.#fail("These are too many conditions.");
    return this.#condition();
  }

  #condition(): Filter {
    const token = this.#next;
    if (token.kind === "string") {
      this.#at++;
      return { op: "text", text: token.value };
    }
    if (this.#isWord("has") && this.#tokens[this.#at + 1]?.kind === "word") {
      this.#at++;
      return { op: "has", field: this.#field() };
    }
    if (token.kind === "number") {
      this.#at++;
      return { op: "text", text: token.text };
    }
    if (token.kind !== "word" || this.#isWord("and") || this.#isWord("or")) {
      this.#fail("Expected a condition, such as status = running.");
    }
    const operator = this.#tokens[this.#at + 1];
    const comparison = operator?.kind === "symbol" ? comparisonOf(operator.text) : undefined;
    const isPlainWord = (word: string) =>
      operator?.kind === "word" && operator.isPlain && operator.text.toLowerCase() === word;
    if (comparison) {
      const field = this.#field();
      this.#at++;
      return this.#compare(field, comparison);
    }
    if (isPlainWord("in") && this.#tokens[this.#at + 2]?.kind === "symbol") {
      const field = this.#field();
      this.#at++;
      return { op: "in", field, values: this.#list(field) };
    }
    if (isPlainWord("contains")) {
      const field = this.#field();
      this.#at++;
      const value = isText(field) ? this.#text() : String(this.#literal());
      return { op: "contains", field, text: value };
    }
    if (isPlainWord("matches")) {
      const field = this.#field();
      this.#at++;
      return { op: "matches", field, pattern: this.#pattern() };
    }
    this.#at++;
    const field = fieldOf(token);
    // A flag stands for itself: `pinned and status = failed`.
    if (field?.kind === "run" && runFields[field.name] === "flag") {
      return { op: "compare", field, comparison: "=", value: true };
    }
    return { op: "text", text: token.text };
  }

  #compare(field: FilterField, comparison: Comparison): Filter {
    if (this.#isWord("null") || this.#isWord("none")) {
      if (comparison !== "=" && comparison !== "!=") this.#fail("null has no order.");
      this.#at++;
      const has: Filter = { op: "has", field };
      return comparison === "=" ? { op: "not", item: has } : has;
    }
    return { op: "compare", field, comparison, value: this.#value(field) };
  }

  #list(field: FilterField): FilterValue[] {
    const close = this.#takeSymbol("[") ? "]" : this.#takeSymbol("(") ? ")" : undefined;
    if (close === undefined) this.#fail("Expected a list: [a, b].");
    const values: FilterValue[] = [];
    while (!this.#takeSymbol(close)) {
      if (values.length > 0 && !this.#takeSymbol(",")) this.#fail(`Expected , or ${close}.`);
      values.push(this.#value(field));
      if (values.length > maxConditions) this.#fail("This list is too long.");
    }
    return values;
  }

  #field(): FilterField {
    const token = this.#next;
    const field = token.kind === "word" ? fieldOf(token) : undefined;
    if (!field) {
      const names = [...Object.keys(runFields), "config.…", "summary.…", "metrics.…"].join(", ");
      this.#fail(`This is no field. Fields are ${names}.`);
    }
    this.#at++;
    return field;
  }

  /** A literal in the unit of the field it is compared with. */
  #value(field: FilterField): FilterValue {
    if (isText(field)) return this.#text();
    const token = this.#next;
    const value = this.#literal();
    const type = field.kind === "run" ? runFields[field.name] : undefined;
    if (type === "time") {
      if (typeof value === "string") return this.#time(value, token);
      if (typeof value === "number" && token.kind === "number" && token.unit !== undefined) {
        return this.#now - Math.abs(value);
      }
    }
    return value;
  }

  /** A literal where only texts are meant: a number as it is written. */
  #text(): string {
    const token = this.#next;
    const value = this.#literal();
    return typeof value !== "string" && "text" in token ? token.text : String(value);
  }

  #literal(): FilterValue {
    const token = this.#next;
    this.#at++;
    if (token.kind === "string") return token.value;
    if (token.kind === "number") {
      return token.value * (token.unit === undefined ? 1 : secondsOf[token.unit]);
    }
    if (token.kind === "word") {
      const word = token.isPlain ? token.text.toLowerCase() : "";
      if (word === "true" || word === "false") return word === "true";
      if (["inf", "+inf", "infinity"].includes(word)) return Number.POSITIVE_INFINITY;
      if (["-inf", "-infinity"].includes(word)) return Number.NEGATIVE_INFINITY;
      return token.isPlain ? token.text : token.segments.join(".");
    }
    this.#at--;
    return this.#fail("Expected a value: a number, true, false, a word or a text in quotes.");
  }

  #pattern(): string {
    const token = this.#next;
    const pattern = String(this.#literal());
    try {
      RegExp(pattern);
    } catch {
      throw filterError("This is no regular expression.", token.start, token.end);
    }
    // What such a part costs may grow without bound.
    if (/\\(?:[1-9]|k<)|\(\?<?[=!]/u.test(pattern)) {
      throw filterError("Nothing before or after can be referred to here.", token.start, token.end);
    }
    return pattern;
  }

  #time(text: string, token: Token): number {
    // A day alone is that day here, not in Greenwich.
    const ms = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
    if (Number.isNaN(ms)) {
      throw filterError(
        'Write a time as "2026-01-31", "2026-01-31 14:00" or -7d.',
        token.start,
        token.end,
      );
    }
    return ms / 1000;
  }

  #isSymbol(text: string): boolean {
    return this.#next.kind === "symbol" && this.#next.text === text;
  }

  #takeSymbol(text: string): boolean {
    const isNext = this.#isSymbol(text);
    if (isNext) this.#at++;
    return isNext;
  }

  #isWord(word: string): boolean {
    const token = this.#next;
    return token.kind === "word" && token.isPlain && token.text.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    const isNext = this.#isWord(word);
    if (isNext) this.#at++;
    return isNext;
  }

  #fail(message: string): never {
    throw filterError(message, this.#next.start, this.#next.end);
  }
}

function isText(field: FilterField): boolean {
  return field.kind === "run" && runFields[field.name] === "text";
}

function joined(op: "and" | "or", items: readonly Filter[]): Filter {
  const [only] = items;
  return items.length === 1 && only ? only : { op, items };
}

function comparisonOf(symbol: string): Comparison | undefined {
  const spelled = { "==": "=", "<>": "!=" }[symbol] ?? symbol;
  return comparisons.find((comparison) => comparison === spelled);
}
