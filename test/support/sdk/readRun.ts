import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** A record of events.jsonl; bare NaN and infinities are the strings "number NaN" and so on. */
export interface Row {
  ts: number;
  type: string;
  data: Record<string, unknown> & { global_step: number; time: number };
}

const tokens = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b|-0\.0\b/g;

/** The rows of a run, and the lines that are no records. */
export function readEvents(directory: string): { rows: Row[]; garbage: string[] } {
  const rows: Row[] = [];
  const garbage: string[] = [];
  for (const line of lines(path.join(directory, "events.jsonl"))) {
    try {
      rows.push(parse(line) as Row);
    } catch {
      garbage.push(line);
    }
  }
  return { rows, garbage };
}

/** A JSON file of a run. */
export function readDocument(directory: string, file: string): Record<string, unknown> {
  return parse(readFileSync(path.join(directory, file), "utf8")) as Record<string, unknown>;
}

function lines(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

function parse(text: string): unknown {
  return JSON.parse(
    text.replace(tokens, (token) => (token.startsWith('"') ? token : `"number ${token}"`)),
  );
}
