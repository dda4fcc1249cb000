/** What JSON can hold, and the numbers it cannot: NaN, the infinities, integers of any size. */
export type Plain = null | boolean | number | bigint | string | Plain[] | PlainObject;
export interface PlainObject {
  [key: string]: Plain;
}

/** The value has no JSON form. */
export class NotPlain extends Error {}

const maxDepth = 32;
const maxIntegerDigits = 309;
const loneSurrogate = /\p{Surrogate}/gu;

/** The value as text without lone surrogates, which UTF-8 cannot encode. Programs in JavaScript pass anything; never throws. */
export function plainText(value: unknown): string {
  let text: string;
  try {
    text = String(value);
  } catch {
    text = kindOf(value);
  }
  return text.replace(loneSurrogate, "\ufffd");
}

/** What an object is, in place of what is in it. Never throws. */
export function kindOf(value: unknown): string {
  try {
    return Array.isArray(value) ? "<array>" : `<${typeof value}>`;
  } catch {
    // Of a proxy that was revoked not even this can be said.
    return "<object>";
  }
}

/**
 * The value with everything JSON cannot hold turned away: throws NotPlain for functions, symbols, dates, class instances
 * without `.item()`, and what is nested deeper than 32. Properties that are undefined are left out.
 */
export function toPlain(value: unknown, depth = 0): Plain {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return plainText(value);
  if (typeof value === "bigint") return checkedInteger(value);
  if (typeof value !== "object") throw new NotPlain(`a value of type ${typeof value}`);
  if (depth >= maxDepth) throw new NotPlain("nested too deeply");
  if (Array.isArray(value)) return value.map((item) => toPlain(item ?? null, depth + 1));
  if (value instanceof Map) return toPlainObject(value.entries(), depth);
  if (isScalarTensor(value)) return toPlain(value.item(), maxDepth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return toPlainObject(Object.entries(value), depth);
  }
  throw new NotPlain(`a value of type ${value.constructor.name}`);
}

/** An object of the program as one of ours. Throws NotPlain. */
export function toPlainObject(
  entries: Iterable<readonly [unknown, unknown]>,
  depth = 0,
): PlainObject {
  const plain = emptyObject();
  for (const [key, value] of entries) {
    if (value !== undefined) plain[plainText(key)] = toPlain(value, depth + 1);
  }
  return plain;
}

/** An object in which `__proto__` is a key like any other. */
export function emptyObject(): PlainObject {
  return Object.create(null) as PlainObject;
}

// Scalars of tensor libraries give their number this way.
function isScalarTensor(value: object): value is { item(): unknown } {
  return "item" in value && typeof value.item === "function";
}

function checkedInteger(value: bigint): bigint {
  // No reader has a use for more than a float64 can span.
  if (value.toString().length > maxIntegerDigits) throw new NotPlain("an integer beyond float64");
  return value;
}
