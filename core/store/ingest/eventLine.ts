import { parseLenientJson } from "#core/store/files/lenientJson.ts";

/** One metrics record of `events.jsonl`. `data` may have any own keys, `__proto__` included. */
interface MetricsRecord {
  readonly type: "metrics";
  readonly ts: number | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A record of another type; `type` is never "metrics". */
interface TypedRecord extends Omit<MetricsRecord, "type"> {
  readonly type: string;
}

/** What a line of `events.jsonl` is: a metrics record, a record of another type, or nothing we can read. */
type EventLine = MetricsRecord | TypedRecord | "other" | "garbage";

export function parseEventLine(line: string): EventLine {
  const value = parse(line);
  if (!isObject(value)) return "garbage";
  const { type, data } = value;
  if (typeof type !== "string") return "garbage";
  if (!isObject(data)) return type === "metrics" ? "garbage" : "other";
  const ts = typeof value["ts"] === "number" ? value["ts"] : undefined;
  return { type, ts, data: withWellFormedKeys(data, line) };
}

/** The same for a line of `system.jsonl`, whose records have no type. */
export function parseSampleLine(line: string): MetricsRecord | "garbage" {
  const value = parse(line);
  if (!isObject(value) || !isObject(value["data"])) return "garbage";
  const { ts, data } = value;
  return { type: "metrics", ts: typeof ts === "number" ? ts : undefined, data };
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

/** The same where it is a finite number. */
export function toFinite(value: unknown): number | undefined {
  const point = toPoint(value);
  return Number.isFinite(point) ? point : undefined;
}

function parse(line: string): unknown {
  try {
    return parseLenientJson(line);
  } catch {
    return undefined;
  }
}

/** Half a surrogate pair, which only an escape can say, comes back from a database as another character. */
function withWellFormedKeys(
  data: Record<string, unknown>,
  line: string,
): Readonly<Record<string, unknown>> {
  if (!/\\u[dD][89a-fA-F]/.test(line)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key.toWellFormed(), value]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
