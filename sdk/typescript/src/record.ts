import { jsonText } from "./jsonText.ts";
import { NotPlain, plainText, toPlain } from "./plain.ts";

// The record's own fields; a user's key of that name would make the line ambiguous.
const reserved = new Set(["step", "global_step", "time", "stage"]);
const maxKeys = 10_000;

/** Formats metric records, remembering the JSON text of every key. */
export class RecordFormat {
  readonly #keys = new Map<string, string>();
  /** Those of them whose text is what JSON.stringify writes. */
  readonly #plainKeys = new Set<string>();
  readonly #onBadValue: (key: string, reason: string) => void;
  readonly #onNewKey: (key: string) => void;
  readonly #onNotFinite: (key: string, value: number) => void;

  /**
   * `onBadValue` is called for each value that is left out because JSON cannot hold it, `onNewKey` for keys not seen
   * before, `onNotFinite` for NaN and the infinities.
   */
  constructor(
    onBadValue: (key: string, reason: string) => void,
    onNewKey: (key: string) => void = () => undefined,
    onNotFinite: (key: string, value: number) => void = () => undefined,
  ) {
    this.#onBadValue = onBadValue;
    this.#onNewKey = onNewKey;
    this.#onNotFinite = onNotFinite;
  }

  /** The record with its newline. `ts` is Unix seconds. NaN and the infinities are written bare. */
  line(ts: number, data: Readonly<Record<string, unknown>>, step: number, stage: unknown): string {
    const time = String(ts);
    // The usual record is formatted by the engine: its one native call is faster than anything written here.
    const fields = this.#isNumbers(data)
      ? JSON.stringify(data).slice(1, -1) + ","
      : this.#fields(data);
    const label = stage ?? data["stage"] ?? undefined;
    const end = label === undefined ? "" : this.#stage(label);
    return `{"ts":${time},"type":"metrics","data":{${fields}"global_step":${step},"time":${time}${end}}}\n`;
  }

  /** `data` as it is now, for a line that is written later; undefined where values can change until then. */
  copy(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
    const copy = { ...data };
    for (const key in copy) {
      const value = copy[key];
      if (typeof value === "object" && value !== null) return undefined;
      // Here, where the call site can be seen.
      if (!this.#keys.has(key)) this.#keyText(key);
      this.#see(key, value);
    }
    return copy;
  }

  /** Whether all that is in `data` are numbers that JSON has, under keys that are written as they are. */
  #isNumbers(data: Readonly<Record<string, unknown>>): boolean {
    let isEmpty = true;
    for (const key in data) {
      const value = data[key];
      // The difference is NaN for NaN and the infinities; and JSON would lose the sign of -0.
      if (typeof value !== "number" || value - value !== 0 || Object.is(value, -0)) return false;
      if (!this.#plainKeys.has(key)) return false;
      isEmpty = false;
    }
    return !isEmpty && Object.getPrototypeOf(data) === Object.prototype;
  }

  #fields(data: Readonly<Record<string, unknown>>): string {
    let fields = "";
    for (const key in data) {
      const name = this.#keys.get(key) ?? this.#keyText(key);
      if (name === "") continue;
      const text = this.#valueText(key, data[key]);
      if (text !== undefined) fields += `${name}${text},`;
    }
    return fields;
  }

  #stage(stage: unknown): string {
    const text = this.#valueText("stage", stage);
    return text === undefined ? "" : `,"stage":${text}`;
  }

  /** The key with its colon; an empty text where it must not be written. */
  #keyText(key: string): string {
    const plain = plainText(key);
    const text = reserved.has(key) ? "" : `${JSON.stringify(plain)}:`;
    if (this.#keys.size >= maxKeys) {
      this.#keys.clear();
      this.#plainKeys.clear();
    }
    this.#keys.set(key, text);
    if (text !== "" && plain === key) this.#plainKeys.add(key);
    if (text !== "") this.#onNewKey(key);
    return text;
  }

  #see(key: string, value: unknown): void {
    if (typeof value === "number" && value - value !== 0) this.#onNotFinite(key, value);
  }

  #valueText(key: string, value: unknown): string | undefined {
    if (value === undefined) return undefined;
    try {
      const plain = toPlain(value);
      this.#see(key, plain);
      return jsonText(plain);
    } catch (error) {
      this.#onBadValue(key, error instanceof NotPlain ? error.message : String(error));
      return undefined;
    }
  }
}
