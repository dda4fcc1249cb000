/** What a run has in one field. */
export type FieldValue = number | string | boolean;

/** Kinds of values, as a column notes them by slot. Booleans are also numbers, 0 and 1. */
export const kinds = { none: 0, number: 1, boolean: 2, text: 3 } as const;

const noCode = -1;
/** So many different texts are kept, whether or not a run still has them. */
const minTexts = 1024;

/** One field of every run, by slot: a vector each for what kind of value there is, for numbers and for texts. */
export class FieldColumn {
  kinds = new Uint8Array(0);
  /** Good where the kind is number or boolean. */
  numbers = new Float64Array(0);
  /** Index into `texts`; -1 where there is no text. Empty until the first text comes. */
  codes = new Int32Array(0);
  /** The different texts, in the order they came. */
  readonly texts: string[] = [];
  readonly #codeOf = new Map<string, number>();

  get(slot: number): FieldValue | undefined {
    const kind = this.kinds[slot];
    if (kind === kinds.number) return this.numbers[slot];
    if (kind === kinds.boolean) return this.numbers[slot] === 1;
    return kind === kinds.text ? this.texts[this.codes[slot] ?? noCode] : undefined;
  }

  /** Returns whether the value is another one than before. A NaN counts as none. */
  set(slot: number, value: FieldValue | undefined): boolean {
    if (slot >= this.kinds.length) this.#grow(slot + 1);
    if (value === undefined || Number.isNaN(value)) {
      if (this.kinds[slot] === kinds.none) return false;
      this.kinds[slot] = kinds.none;
      return true;
    }
    if (typeof value === "string") return this.#setText(slot, value);
    const kind = typeof value === "boolean" ? kinds.boolean : kinds.number;
    const number = Number(value);
    if (this.kinds[slot] === kind && this.numbers[slot] === number) return false;
    this.kinds[slot] = kind;
    this.numbers[slot] = number;
    return true;
  }

  #setText(slot: number, text: string): boolean {
    if (this.codes.length < this.kinds.length) {
      const codes = new Int32Array(this.kinds.length).fill(noCode);
      codes.set(this.codes);
      this.codes = codes;
    }
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      if (this.texts.length > Math.max(minTexts, 2 * this.kinds.length)) this.#dropUnused();
      code = this.texts.push(text) - 1;
      this.#codeOf.set(text, code);
    }
    if (this.kinds[slot] === kinds.text && this.codes[slot] === code) return false;
    this.kinds[slot] = kinds.text;
    this.codes[slot] = code;
    return true;
  }

  /** A live run may have another text every second. */
  #dropUnused(): void {
    const before = [...this.texts];
    this.texts.length = 0;
    this.#codeOf.clear();
    for (const [slot, kind] of this.kinds.entries()) {
      const text = kind === kinds.text ? before[this.codes[slot] ?? noCode] : undefined;
      if (text === undefined) continue;
      let code = this.#codeOf.get(text);
      if (code === undefined) this.#codeOf.set(text, (code = this.texts.push(text) - 1));
      this.codes[slot] = code;
    }
  }

  #grow(needed: number): void {
    const capacity = Math.max(64, needed, this.kinds.length * 2);
    const kinds = new Uint8Array(capacity);
    kinds.set(this.kinds);
    this.kinds = kinds;
    const numbers = new Float64Array(capacity);
    numbers.set(this.numbers);
    this.numbers = numbers;
    if (this.codes.length === 0) return;
    const codes = new Int32Array(capacity).fill(noCode);
    codes.set(this.codes);
    this.codes = codes;
  }
}
