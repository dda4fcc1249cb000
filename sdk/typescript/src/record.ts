import { jsonText, numberText } from "./jsonText.ts";
import { NotPlain, plainText, toPlain } from "./plain.ts";

// The record's own fields; a user's key of that name would make the line ambiguous.
const reserved = new Set(["step", "global_step", "time", "stage"]);
const maxKeys = 10_000;

/** Formats metric records, remembering the JSON text of every key. */
export class RecordFormat {
  readonly #keys = new Map<string, string>();
  readonly #onBadValue: (key: string, reason: string) => void;
  readonly #onNewKey: (key: string) => void;

  /** `onBadValue` is called for each value that is left out because JSON cannot hold it, `onNewKey` for keys not seen before. */
  constructor(
    onBadValue: (key: string, reason: string) => void,
    onNewKey: (key: string) => void = () => undefined,
  ) {
    this.#onBadValue = onBadValue;
    this.#onNewKey = onNewKey;
  }

  /** The record with its newline. `ts` is Unix seconds. NaN and the infinities are written bare. */
  line(ts: number, data: Readonly<Record<string, unknown>>, step: number, stage: unknown): string {
    let fields = "";
    for (const key in data) {
      const name = this.#keys.get(key) ?? this.#keyText(key);
      if (name === "") continue;
      const value = data[key];
      const text = typeof value === "number" ? numberText(value) : this.#valueText(key, value);
      if (text !== undefined) fields += `${name}${text},`;
    }
    const label = this.#valueText("stage", stage ?? data["stage"] ?? undefined);
    const end = label === undefined ? "" : `,"stage":${label}`;
    return `{"ts":${ts},"type":"metrics","data":{${fields}"global_step":${step},"time":${ts}${end}}}\n`;
  }

  /** The key with its colon; an empty text where it must not be written. */
  #keyText(key: string): string {
    const text = reserved.has(key) ? "" : `${JSON.stringify(plainText(key))}:`;
    if (this.#keys.size >= maxKeys) this.#keys.clear();
    this.#keys.set(key, text);
    if (text !== "") this.#onNewKey(key);
    return text;
  }

  #valueText(key: string, value: unknown): string | undefined {
    if (value === undefined) return undefined;
    try {
      return jsonText(toPlain(value));
    } catch (error) {
      this.#onBadValue(key, error instanceof NotPlain ? error.message : String(error));
      return undefined;
    }
  }
}
