import { jsonText } from "../jsonText.ts";
import { NotPlain, type Plain, kindOf, plainText, toPlain } from "../plain.ts";
import { plainConfig } from "../plainConfig.ts";

const maxText = 100_000;
// Of what is no text by itself.
const maxDescription = 1000;

/** Null, boolean, number or text: dates as ISO text, containers as JSON text, the rest as text. Never throws. */
export function tableCell(value: unknown): Plain {
  if (value === undefined || value === null) return null;
  try {
    if (typeof value === "string") return plainText(value.slice(0, maxText));
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? null : value.toISOString();
    }
    if (value instanceof Uint8Array) return `<${value.length} bytes>`;
    if (isContainer(value)) {
      return plainText(
        jsonText(plainConfig({ cell: value })["cell"] ?? null).slice(0, maxDescription),
      );
    }
    return toPlain(value);
  } catch (error) {
    return error instanceof NotPlain ? description(value) : kindOf(value);
  }
}

function isContainer(value: unknown): boolean {
  if (Array.isArray(value) || value instanceof Map) return true;
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function description(value: unknown): string {
  return typeof value === "bigint"
    ? "<bigint>"
    : plainText(plainText(value).slice(0, maxDescription));
}
