import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { SharedServer } from "#core/protocol/sharedServer.ts";

import { parseLine } from "./parseLine.ts";

const largest = 64 * 1024;

/** The file that says where a person's shared server is, in the folder of their settings. */
export function sharedRecordPath(settingsFolder: string): string {
  return path.join(settingsFolder, "shared.json");
}

/**
 * What the file says. Undefined where there is none, or half of one. Throws `service_unavailable` where somebody else could
 * have written it: whoever answers at its socket is told secrets.
 */
export async function readSharedRecord(settingsFolder: string): Promise<SharedServer | undefined> {
  const place = sharedRecordPath(settingsFolder);
  let file: FileHandle;
  try {
    // Windows has neither of the last two; undefined counts as 0.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    file = await open(place, flags);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT") return undefined;
    throw untrusted(place, cause);
  }
  try {
    const facts = await file.stat();
    if (!facts.isFile() || !isOurs(facts)) throw untrusted(place);
    return facts.size > largest ? undefined : parseLine(SharedServer, await file.readFile("utf8"));
  } finally {
    await file.close();
  }
}

/** Windows keeps other people out of a profile by itself, and knows no modes. */
function isOurs({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
}

function untrusted(place: string, cause?: unknown): RunicornError {
  return new RunicornError(
    "service_unavailable",
    `${place} belongs to another user or is open to others, so it is not trusted; remove it.`,
    cause === undefined ? {} : { cause },
  );
}
