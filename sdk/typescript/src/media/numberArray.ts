import { NotPlain } from "../plain.ts";

/** Numbers in C order: the last index of `shape` moves fastest. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly kind: "bool" | "uint8" | "int" | "float";
  readonly flat: ArrayLike<number>;
}

type Numbers = Exclude<NodeJS.TypedArray, BigInt64Array | BigUint64Array>;

// What one call may hold: 1 GiB as float64.
const maxNumbers = 2 ** 27;
const maxDepth = 32;

/** Whether `numberArray` is to be asked: an array, a typed array, a tensor. */
export function isArray(value: unknown): boolean {
  return Array.isArray(value) || isTyped(value) || tensorParts(value) !== undefined;
}

/**
 * The numbers of a typed array, of nested arrays whose rows are of one length, or of a tensor: `dataSync()` or `data`, and
 * `shape` or `dims`. Throws NotPlain, and what the object throws.
 */
export function numberArray(value: unknown): NumberArray {
  if (isTyped(value)) return { shape: [value.length], ...typedNumbers(value, undefined) };
  const tensor = tensorParts(value);
  if (tensor !== undefined) {
    const numbers = typedNumbers(tensor.data, tensor.dtype);
    return checked({ shape: tensor.shape, ...numbers });
  }
  const shape = shapeOf(value);
  const flat = flatten(value, maxNumbers);
  return checked({ shape, kind: kindOfNumbers(value, flat), flat });
}

/** At most `limit` numbers of a typed array, a tensor or arrays nested in any way. */
export function flatNumbers(value: unknown, limit: number): ArrayLike<number> {
  if (isTyped(value)) return typedNumbers(value.subarray(0, limit), undefined).flat;
  const tensor = tensorParts(value);
  if (tensor !== undefined) return typedNumbers(tensor.data.subarray(0, limit), undefined).flat;
  return flatten(value, limit);
}

function isTyped(value: unknown): value is NodeJS.TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function tensorParts(value: unknown) {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isTyped(value)) {
    return undefined;
  }
  const { dataSync, data, shape, dims, dtype } = value as Record<string, unknown>;
  const sides: unknown = shape ?? dims;
  if (!Array.isArray(sides)) return undefined;
  const content: unknown = typeof dataSync === "function" ? dataSync.call(value) : data;
  if (!isTyped(content)) return undefined;
  return { data: content, shape: sides.map(Number), dtype };
}

function typedNumbers(data: NodeJS.TypedArray, dtype: unknown): Omit<NumberArray, "shape"> {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return { kind: "int", flat: Float64Array.from(data as BigInt64Array, Number) };
  }
  if (dtype === "bool") return { kind: "bool", flat: data };
  return { kind: kindOfTyped(data), flat: data };
}

function kindOfTyped(data: Numbers): NumberArray["kind"] {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return "uint8";
  const isInteger =
    data instanceof Int8Array ||
    data instanceof Int16Array ||
    data instanceof Uint16Array ||
    data instanceof Int32Array ||
    data instanceof Uint32Array;
  return isInteger ? "int" : "float";
}

function kindOfNumbers(value: unknown, flat: readonly number[]): NumberArray["kind"] {
  let first = value;
  while (Array.isArray(first)) first = first[0] as unknown;
  if (typeof first === "boolean") return "bool";
  if (isTyped(first)) return typedNumbers(first, undefined).kind;
  // Zeros and ones alone are what floats look like that happen to be whole.
  const isInteger = flat.every(Number.isInteger) && flat.some((number) => Math.abs(number) > 1);
  return isInteger ? "int" : "float";
}

function checked(array: NumberArray): NumberArray {
  if (!array.shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
    throw new NotPlain("its shape is none");
  }
  const size = array.shape.reduce((product, side) => product * side, 1);
  if (size !== array.flat.length) throw new NotPlain("rows of different lengths");
  if (size > maxNumbers) throw new NotPlain(`${size} numbers are too many`);
  return array;
}

function shapeOf(value: unknown): number[] {
  const shape: number[] = [];
  let inner = value;
  while (Array.isArray(inner) && shape.length <= maxDepth) {
    shape.push(inner.length);
    inner = inner[0] as unknown;
  }
  if (isTyped(inner)) shape.push(inner.length);
  else shape.push(...(tensorParts(inner)?.shape ?? []));
  return shape;
}

function flatten(value: unknown, limit: number): number[] {
  const flat: number[] = [];
  addNumbers(value, flat, limit, 0);
  return flat;
}

function addNumbers(value: unknown, flat: number[], limit: number, depth: number): void {
  if (depth > maxDepth) throw new NotPlain("nested too deeply");
  if (typeof value === "number") flat.push(value);
  else if (typeof value === "boolean" || typeof value === "bigint") flat.push(Number(value));
  else if (typeof value === "object" && value !== null) {
    if (isArray(value) && !Array.isArray(value)) {
      addAll(flatNumbers(value, limit - flat.length), flat);
    } else if (Symbol.iterator in value) {
      for (const item of value as Iterable<unknown>) {
        if (flat.length >= limit) return;
        addNumbers(item, flat, limit, depth + 1);
      }
    } else if ("item" in value && typeof value.item === "function") {
      addNumbers(value.item(), flat, limit, maxDepth);
    } else throw new NotPlain("an object is no number");
  } else throw new NotPlain(`a ${value === null ? "null" : typeof value} is no number`);
}

function addAll(numbers: ArrayLike<number>, flat: number[]): void {
  for (let index = 0; index < numbers.length; index++) flat.push(numbers[index] ?? Number.NaN);
}
