import { isMetricKey, parseEventLine, toPoint } from "#core/store/ingest/eventLine.ts";
import { stageName } from "#core/store/ingest/stages.ts";

import type { RecordLayout } from "./recordLayout.ts";

/** A place in a line where a number stands. */
interface Slot {
  readonly start: number;
  readonly end: number;
  /** It holds a metric's value, which need not be a number to read as a point. */
  readonly isPoint: boolean;
  readonly column: number;
}

/** A layout with what is needed to tell its lines: their bytes, and which of them are numbers. */
export interface LearnedLayout extends RecordLayout {
  readonly line: Uint8Array;
  /** In the order of the line. */
  readonly slots: readonly Slot[];
  /** Columns of rows; some may hold numbers nobody asks for. */
  readonly columns: number;
}

const maxLineBytes = 64 << 10;
/** A string, a mark, or a scalar. The line is known to be JSON but for NaN and Infinity. */
const tokens = /("(?:[^"\\]|\\.)*")|([{}[\]:,])|([^\s{}[\]:,"]+)/g;
const number = /^-?\d/;
const word = /^("?)(?:NaN|-?Infinity)\1$|^(?:true|false)$/;
const placeKeys: readonly string[] = ["global_step", "step", "time"];

/**
 * The layout of a line, without its newline. Undefined where it is no metrics record, or one that the bytes between its
 * numbers do not wholly explain: then others like it have to be parsed one by one.
 */
export function learnLayout(line: Uint8Array): LearnedLayout | undefined {
  if (line.length > maxLineBytes) return undefined;
  const bytes = Buffer.from(line);
  const record = parseEventLine(bytes.toString());
  if (typeof record === "string" || record.type !== "metrics") return undefined;
  const members = membersOf(bytes);
  if (!members) return undefined;
  const keys = Object.entries(record.data).flatMap(([key, value]) =>
    isMetricKey(key) && toPoint(value) !== undefined ? [key] : [],
  );
  const columnOf = new Map(keys.map((key, i) => [key, i]));
  const places = new Map<string, number>();
  const slots: Slot[] = [];
  let columns = keys.length;
  for (const { key, isData, token, start } of members) {
    const slot = { start, end: start + token.length };
    const column = isData ? columnOf.get(key) : undefined;
    if (column !== undefined) {
      // A word with escapes, say, reads as a point and does not look like one.
      if (!number.test(token) && !word.test(token)) return undefined;
      slots.push({ ...slot, isPoint: true, column });
    } else if (number.test(token)) {
      places.set(isData ? key : `/${key}`, columns);
      slots.push({ ...slot, isPoint: false, column: columns++ });
    } else if (isData && placeKeys.includes(key) && toPoint(record.data[key]) !== undefined) {
      return undefined;
    }
  }
  const step = places.get("global_step") ?? places.get("step");
  const time = places.get("time") ?? places.get("/ts");
  const stage = stageName(record.data["stage"]);
  return { keys, step, time, stage, line: bytes, slots, columns };
}

interface Member {
  readonly key: string;
  /** Of the record's data; else of the record. */
  readonly isData: boolean;
  readonly token: string;
  readonly start: number;
}

/** The scalars of a record and of its data. Undefined where something else is nested, or a key comes twice. */
function membersOf(bytes: Buffer): Member[] | undefined {
  const members: Member[] = [];
  const seen = [new Set<string>(), new Set<string>()];
  let depth = 0;
  let key: string | undefined;
  // One character per byte, so that positions are the same.
  for (const { 1: text, 2: mark, 0: token, index: start } of bytes
    .toString("latin1")
    .matchAll(tokens)) {
    if (mark === "{") {
      if (depth > 0 && (depth > 1 || key !== "data")) return undefined;
      depth++;
      key = undefined;
    } else if (mark === "}") depth--;
    else if (mark === "[") return undefined;
    else if (mark === ",") key = undefined;
    else if (mark !== undefined) continue;
    else if (key !== undefined) members.push({ key, isData: depth === 2, token, start });
    else {
      // The lenient parser takes a bare NaN for a key.
      if (text === undefined) return undefined;
      key = JSON.parse(Buffer.from(text, "latin1").toString()) as string;
      if (seen[depth - 1]?.has(key)) return undefined;
      seen[depth - 1]?.add(key);
    }
  }
  return members;
}
