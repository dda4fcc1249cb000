import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";

import { plainText } from "./plain.ts";

const maxBytes = 120;
const maxSegments = 8;
const suffixBytes = 5;

const badCharacter = /[\\/:*?"<>|\p{Cc}]/gu;
const device =
  /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$) *(\..*)?$/is;
const reserved = new Set(["runs", ".", ".."]);
const reservedProjects = new Set(["artifacts", "archive", "index", "webui", "evaluations"]);

/** The folder of a project: one segment that starts with no dot and is no folder of the store's own. */
export function projectFolder(project: string): string {
  return folder(project, true);
}

/** The folders of a run's name, split at `/`: 1 to 8 segments. An empty name gives none. */
export function nameFolders(name: string): string[] {
  const segments = name.split("/").filter((segment) => segment !== "");
  if (segments.length > maxSegments) {
    segments.push(segments.splice(maxSegments - 1).join("/"));
  }
  return segments.map((segment) => folder(segment, false));
}

/** The folder of a run whose id the caller chose. */
export function runFolder(runId: unknown): string {
  return folder(runId, true);
}

/** A name as its folders spell it when none has to be changed. */
export function plainName(name: string): string {
  return name
    .normalize("NFC")
    .split("/")
    .filter((segment) => segment !== "")
    .join("/");
}

/** Project and name of a path of Runicorn 0.5 and 0.6; either may be empty. */
export function splitPath(path: string): { project: string; name: string } {
  const trimmed = path.replaceAll("\\", "/").replace(/^\/+|\/+$/g, "");
  const slash = trimmed.indexOf("/");
  if (slash === -1) return { project: trimmed, name: "" };
  return { project: trimmed.slice(0, slash), name: trimmed.slice(slash + 1) };
}

/**
 * `segment`, or a variant of it where `parent` holds a folder that differs in case only: two such folders are one on the
 * file systems of Windows and macOS.
 */
export function withoutCaseCollision(parent: string, segment: string): string {
  let existing: string[];
  try {
    existing = readdirSync(parent).map((entry) => entry.normalize("NFC"));
  } catch {
    return segment;
  }
  if (existing.includes(segment)) return segment;
  const folded = segment.toUpperCase();
  const collides = existing.some((entry) => entry.toUpperCase() === folded);
  return collides ? withSuffix(segment, segment) : segment;
}

function folder(text: unknown, top: boolean): string {
  const original = plainText(text).normalize("NFC");
  let cleaned = original.replace(badCharacter, "_").replace(/[. ]+$/, "");
  if (device.test(cleaned)) cleaned = `_${cleaned}`;
  if (top && cleaned.startsWith(".")) cleaned = `_${cleaned.slice(1)}`;
  const folded = original.toLowerCase();
  const taken = reserved.has(folded) || (top && reservedProjects.has(folded));
  const good = cleaned === original && cleaned !== "" && !taken;
  if (good && Buffer.byteLength(cleaned) <= maxBytes) return cleaned;
  return withSuffix(cleaned === "" ? "_" : cleaned, original);
}

function withSuffix(cleaned: string, original: string): string {
  const bytes = Buffer.from(cleaned);
  let end = Math.min(bytes.length, maxBytes - suffixBytes);
  // Not inside a character.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const hash = createHash("sha256").update(original).digest("hex");
  return `${bytes.subarray(0, end).toString()}~${hash.slice(0, 4)}`;
}
