import type { Plain } from "./plain.ts";

/**
 * JSON as the Python SDK writes it too: integers of any size with all digits, -0 with its sign. Without `indent` it is one
 * line with NaN and the infinities bare, as in events.jsonl; with it a document in lines, in which they are texts.
 */
export function jsonText(value: Plain, indent?: string): string {
  if (typeof value === "number") {
    const isBare = indent === undefined || Number.isFinite(value);
    return isBare ? numberText(value) : `"${value}"`;
  }
  if (value === null || typeof value === "bigint" || typeof value === "boolean") {
    return String(value);
  }
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) {
    const inner = indent === undefined ? undefined : `${indent}  `;
    return enclose(
      "[",
      value.map((item) => jsonText(item, inner)),
      "]",
      indent,
    );
  }
  const inner = indent === undefined ? undefined : `${indent}  `;
  const colon = indent === undefined ? ":" : ": ";
  const pairs = Object.entries(value).map(
    ([key, item]) => JSON.stringify(key) + colon + jsonText(item, inner),
  );
  return enclose("{", pairs, "}", indent);
}

/** A number as JSON, or as the bare word where JSON has none. */
function numberText(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function enclose(open: string, items: string[], close: string, indent: string | undefined): string {
  if (items.length === 0 || indent === undefined) return open + items.join(",") + close;
  return `${open}\n${indent}  ${items.join(`,\n${indent}  `)}\n${indent}${close}`;
}
