import { fileURLToPath } from "node:url";

import type { InitOptions } from "./initOptions.ts";
import { plainText } from "./plain.ts";

const texts = ["project", "name", "path", "alias", "storage", "runId"] as const;
const others = [
  "config",
  "captureEnv",
  "captureCode",
  "captureConsole",
  "tqdmMode",
  "systemMetrics",
  "deferred",
  "durable",
  "ranks",
] as const;
const maxText = 4096;
const maxNotes = 65_536;
const maxTags = 1000;

/**
 * What a program gave `init`, which in JavaScript is anything: texts are texts, what is null or empty is absent. A run is
 * recorded although its label is nonsense. Never throws.
 */
export function plainOptions(given: unknown): InitOptions {
  const read = (name: string) => member(given, name);
  const options: [string, unknown][] = [
    ...texts.map((name): [string, unknown] => [name, textOf(read(name), maxText)]),
    ...others.map((name): [string, unknown] => [name, read(name)]),
    ["notes", textOf(read("notes"), maxNotes)],
    ["parent", parentOf(read("parent"))],
    ["tags", attempt(() => tagsOf(read("tags")))],
    ["resume", Boolean(read("resume"))],
  ];
  return Object.fromEntries(options.filter(([, value]) => value !== undefined && value !== null));
}

function textOf(value: unknown, maxLength: number): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const path = value instanceof URL ? attempt(() => fileURLToPath(value)) : undefined;
  return path ?? plainText(value).slice(0, maxLength);
}

function parentOf(value: unknown): string | undefined {
  const isObject = typeof value === "object" && value !== null;
  return textOf(isObject ? member(value, "id") : value, maxText);
}

function tagsOf(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const isList = typeof value === "object" && Symbol.iterator in value;
  const tags: unknown[] = isList ? [...(value as Iterable<unknown>)] : [value];
  return tags.slice(0, maxTags).flatMap((tag) => textOf(tag, maxText) ?? []);
}

function member(value: unknown, name: string): unknown {
  return attempt(() => Reflect.get(Object(value ?? {}) as object, name) as unknown);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
