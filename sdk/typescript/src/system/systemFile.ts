import { readFileSync, readdirSync } from "node:fs";

const decimal = /^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i;

/** The file's text; empty where it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The number the file holds; undefined where it holds none, such as a limit that is "max". */
export function readNumber(path: string): number | undefined {
  return toNumber(readText(path));
}

/** The folder's entries; none where it cannot be read. */
export function listFolder(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/** The decimal number that is all of the text; undefined for any other text. */
export function toNumber(text: string): number | undefined {
  const number = decimal.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
