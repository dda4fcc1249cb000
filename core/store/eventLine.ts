/** One metrics record of `events.jsonl`. `data` may have any own keys, `__proto__` included. */
interface MetricsRecord {
  readonly ts: number | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a line of `events.jsonl` is: a metrics record, a record of another type, or nothing we can read. */
export type EventLine = MetricsRecord | "other" | "garbage";

export function parseEventLine(line: string): EventLine {
  const value = parseLenient(line);
  if (!isObject(value)) return "garbage";
  const { type, data } = value;
  if (typeof type !== "string") return "garbage";
  if (type !== "metrics") return "other";
  if (!isObject(data)) return "garbage";
  return { ts: typeof value["ts"] === "number" ? value["ts"] : undefined, data };
}

/** Keys of a record that say where its points lie, not what they are. */
const reservedKeys = new Set(["step", "global_step", "time", "stage", "ts"]);

export function isMetricKey(key: string): boolean {
  return !reservedKeys.has(key);
}

/** A logged value as a point, else undefined: numbers, booleans, and the three words JSON has no number for. */
export function toPoint(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  return undefined;
}

/** JSON, in which NaN, Infinity and -Infinity may stand bare, as Python writes them; they read as those words. */
function parseLenient(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    if (!line.includes("NaN") && !line.includes("Infinity")) return undefined;
  }
  try {
    return JSON.parse(quoteNonFinite(line));
  } catch {
    return undefined;
  }
}

function quoteNonFinite(line: string): string {
  let quoted = "";
  let at = 0;
  while (at < line.length) {
    const open = line.indexOf('"', at);
    const outside = open === -1 ? line.slice(at) : line.slice(at, open);
    quoted += outside.replace(/-?Infinity|NaN/g, '"$&"');
    if (open === -1) break;
    at = endOfString(line, open);
    quoted += line.slice(open, at);
  }
  return quoted;
}

/** The index after the quote that closes the string opened at `open`. */
function endOfString(line: string, open: number): number {
  let quote = open;
  for (;;) {
    quote = line.indexOf('"', quote + 1);
    if (quote === -1) return line.length;
    let backslashes = 0;
    while (line[quote - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
