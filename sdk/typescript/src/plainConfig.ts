import { type Plain, type PlainObject, emptyObject, kindOf, plainText, toPlain } from "./plain.ts";

const maxDepth = 32;
// A configuration that holds half the program is cut off; it must not hold up the training.
const maxValues = 10_000;
const maxText = 1000;

/** Hyper-parameters of an object, a class instance or a Map; what JSON cannot hold becomes text. Never throws. */
export function plainConfig(config: unknown): PlainObject {
  if (config === undefined || config === null) return emptyObject();
  try {
    return new Reader().members(Object(config) as object);
  } catch {
    return { config: textOf(config) };
  }
}

/** Reads one configuration, which may contain itself. */
class Reader {
  #left = maxValues;
  readonly #above: object[] = [];

  members(value: object): PlainObject {
    return this.#inside(value, () => {
      const plain = emptyObject();
      for (const [key, member] of value instanceof Map ? value : Object.entries(value)) {
        if (member !== undefined) plain[textOf(key)] = this.#value(member);
      }
      return plain;
    });
  }

  #value(value: unknown): Plain {
    this.#left -= 1;
    try {
      const isObject = typeof value === "object" && value !== null;
      if (!isObject || value instanceof Date || "item" in value) return toPlain(value);
      const isTooMuch = this.#left < 0 || this.#above.length >= maxDepth;
      if (isTooMuch || this.#above.includes(value)) return kindOf(value);
      if (!Array.isArray(value) && !(value instanceof Set)) return this.members(value);
      return this.#inside(value, () =>
        Array.from<unknown, Plain>(value, (item) => this.#value(item ?? null)),
      );
    } catch {
      return textOf(value);
    }
  }

  #inside<T>(value: object, read: () => T): T {
    this.#above.push(value);
    try {
      return read();
    } finally {
      this.#above.pop();
    }
  }
}

function textOf(value: unknown): string {
  return plainText(value).slice(0, maxText);
}
