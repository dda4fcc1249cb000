import * as z from "zod";

/** A float64 in JSON: the three values JSON cannot write are spelled as strings. */
export const JsonNumber = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);
export type JsonNumber = z.infer<typeof JsonNumber>;

export function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

export function fromJsonNumber(value: JsonNumber): number {
  return Number(value);
}
