import { sha256 } from "./sha256.ts";

const linesAround = 2;
const trailing = /[ \t\r\n\f\v]+$/;

/** First 16 hex digits of the SHA-256 of lines `line` - 2 to `line` + 2; null when there is no such line. */
export function sourceHash(lines: readonly string[], line: number): string | null {
  if (line < 1 || line > lines.length) return null;
  const around = lines.slice(Math.max(0, line - 1 - linesAround), line + linesAround);
  const text = around.map((one) => one.replace(trailing, "")).join("\n");
  return sha256(text).slice(0, 16);
}
