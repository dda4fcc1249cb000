import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** A record of events.jsonl; bare NaN and infinities are the strings "number NaN" and so on. */
export interface Row {
  ts: number;
  type: string;
  data: Record<string, unknown> & { global_step: number; time: number };
}

const tokens = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b|-0\.0\b/g;

/** The rows of a run, the lines that are no records, and what follows the last newline. */
export function readEvents(
  directory: string,
  name = "events.jsonl",
): { rows: Row[]; garbage: string[]; torn: string } {
  const file = path.join(directory, name);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [""];
  const rows: Row[] = [];
  const garbage: string[] = [];
  for (const line of lines.filter((text) => text !== "")) {
    try {
      rows.push(parse(line) as Row);
    } catch {
      garbage.push(line);
    }
  }
  return { rows, garbage, torn: lines.at(-1) ?? "" };
}

/** A JSON file of a run. */
export function readDocument(directory: string, file: string): Record<string, unknown> {
  return parse(readFileSync(path.join(directory, file), "utf8")) as Record<string, unknown>;
}

function parse(text: string): unknown {
  return JSON.parse(
    text.replace(tokens, (token) => (token.startsWith('"') ? token : `"number ${token}"`)),
  );
}
