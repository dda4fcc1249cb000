import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";

import { SharedServer } from "#core/protocol/sharedServer.ts";

const fileName = "shared.json";
const largest = 64 * 1024;

/**
 * Reads where the server that all windows of a person share is reached. Undefined where there is none, and where somebody else could have
 * written it: whoever answers at its socket is told secrets.
 */
export async function readSharedRecord(configDir: string): Promise<SharedServer | undefined> {
  let file: FileHandle | undefined;
  try {
    // Windows has neither of the last two; undefined counts as 0.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    file = await open(path.join(configDir, fileName), flags);
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > largest || !isOurs(facts)) return undefined;
    return SharedServer.safeParse(JSON.parse(await file.readFile("utf8"))).data;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

/** Windows keeps other people out of a profile by itself, and knows no modes. */
function isOurs({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
}
