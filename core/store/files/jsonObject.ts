import { parseLenientJson } from "./lenientJson.ts";
import { isMissing, readRegularFile } from "./regularFile.ts";

const maxBytes = 16 << 20;

/**
 * The object a small JSON file holds; undefined where there is no file. Throws `NotAFileError`, `RangeError`, `SyntaxError`
 * or what the system says for one that cannot be understood.
 */
export function readJsonObject(
  file: string,
  limit = maxBytes,
): Record<string, unknown> | undefined {
  let text: string;
  try {
    text = readRegularFile(file, limit).toString("utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return parseJsonObject(text);
}

/** The object a JSON text holds. Throws `SyntaxError`. */
export function parseJsonObject(text: string): Record<string, unknown> {
  const value = parseLenientJson(text.replace(/^\uFEFF/, ""));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError("does not hold a JSON object");
  }
  return value as Record<string, unknown>;
}

/** The same, empty where it cannot be had. */
export function jsonObjectOrEmpty(file: string, limit?: number): Record<string, unknown> {
  try {
    return readJsonObject(file, limit) ?? {};
  } catch {
    return {};
  }
}
