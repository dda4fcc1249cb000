import path from "node:path";
import { fileURLToPath } from "node:url";

import type { CallSite } from "./captureTask.ts";

const maxFrames = 50;
const frame = /^ *at (?:async )?(?:(.*?) \()?([^()]*?):(\d+):\d+\)?$/;
const noFunctions = /^(?:Object|Module|eval|Module\._compile)$/;
// A program that is bundled as CommonJS has no address.
const ownFile = fileOf(import.meta.url);
// Empty once this is bundled; then the bundle is all of the SDK.
const ownFolder = path.basename(ownFile).startsWith("callSite.")
  ? path.dirname(path.dirname(ownFile)) + path.sep
  : "";

/**
 * Where the program called into the SDK; of installed packages only when there is nothing else. Null when the stack does
 * not tell. Never throws.
 */
export function callSite(): CallSite | null {
  try {
    const sites = stackLines().flatMap((line) => siteOf(line) ?? []);
    return sites.find((site) => !isInstalled(site.file)) ?? sites[0] ?? null;
  } catch {
    return null;
  }
}

function stackLines(): string[] {
  const { stackTraceLimit: limit } = Error;
  const prepare: unknown = Reflect.get(Error, "prepareStackTrace");
  Error.stackTraceLimit = maxFrames;
  try {
    const stack: unknown = new Error().stack;
    if (typeof stack === "string") return stack.split("\n");
    // A program may have stacks made into anything it likes.
    Reflect.set(Error, "prepareStackTrace", undefined);
    return new Error().stack?.split("\n") ?? [];
  } finally {
    Error.stackTraceLimit = limit;
    Reflect.set(Error, "prepareStackTrace", prepare);
  }
}

function siteOf(line: string): CallSite | undefined {
  const [, name, place = "", number] = frame.exec(line) ?? [];
  const file = fileOf(place);
  const isOwn = file === ownFile || (ownFolder !== "" && file.startsWith(ownFolder));
  if (number === undefined || file === "" || file.startsWith("node:") || isOwn) return undefined;
  return { file, line: Number(number), function: functionName(name) };
}

function functionName(name: string | undefined): string | null {
  // `new Trainer`, `Trainer.step [as run]`, `<instance_members_initializer>`
  const plain = name?.replace(/^new | \[as .*\]$|\.?<[a-z_]+>$/g, "") ?? "";
  return plain === "" || noFunctions.test(plain) ? null : plain;
}

function isInstalled(file: string): boolean {
  return file.split(/[\\/]/).includes("node_modules");
}

function fileOf(place: string | undefined): string {
  return place?.startsWith("file://") === true ? fileURLToPath(place) : (place ?? "");
}
