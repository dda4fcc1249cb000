import { plainText } from "./plain.ts";

/** `HH:MM:SS | line` for every line of a text, at the local time. */
export function logLines(text: unknown): string {
  const now = new Date().toTimeString().slice(0, 8);
  const lines = plainText(text)
    .replace(/(\r\n|\n|\r)$/, "")
    .split(/\r\n|\n|\r/);
  return lines.map((line) => `${now} | ${line}\n`).join("");
}
