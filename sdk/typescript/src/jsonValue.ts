import { type PlainObject, emptyObject } from "./plain.ts";

const tokens = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs;

/** The object that a text holds, bare NaN and infinities read as null; undefined where there is none. */
export function jsonObject(text: string): PlainObject | undefined {
  const value = parse(text) ?? parse(text.replace(tokens, withoutBareWord));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.assign(emptyObject(), value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function withoutBareWord(token: string): string {
  return token.startsWith('"') ? token : "null";
}
