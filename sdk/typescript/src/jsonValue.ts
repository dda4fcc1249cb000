import { type PlainObject, emptyObject } from "./plain.ts";

const tokens = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs;
// Stands for a bare word while JSON.parse is at work; no program logs texts that begin like this.
const mark = "\ue000runicorn:";

/** The object that a text holds, with bare NaN and infinities; undefined where there is none. */
export function jsonObject(text: string): PlainObject | undefined {
  const value = parse(text) ?? parse(text.replace(tokens, markBareWord), numberOfMark);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.assign(emptyObject(), value);
}

function parse(text: string, reviver?: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, reviver) as unknown;
  } catch {
    return undefined;
  }
}

function markBareWord(token: string): string {
  return token.startsWith('"') ? token : JSON.stringify(mark + token);
}

function numberOfMark(_key: string, value: unknown): unknown {
  return typeof value === "string" && value.startsWith(mark)
    ? Number(value.slice(mark.length))
    : value;
}
