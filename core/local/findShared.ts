import type { SharedServer } from "#core/protocol/sharedServer.ts";

import { hungMs, provenConnection } from "./provenConnection.ts";
import { readSharedRecord } from "./sharedRecord.ts";

/** What was found where a person's shared server should be. */
export interface SharedFinding {
  /** Of whatever is written there, of use or not. */
  readonly record: SharedServer | undefined;
  /** Undefined where one of our version has to be started. */
  readonly server: SharedServer | undefined;
  /** Why the one of the record is of no use: a sentence, for the log. */
  readonly obstacle: string | undefined;
}

/**
 * Looks for the shared server. The rule for all who do: it is used where it answers, proves that it is the one of the record, and is
 * not older than `version`. One that is older, dead or hung is left alone: it ends by itself after those who have it.
 */
export async function findShared(
  settingsFolder: string,
  version: string,
  patienceMs = hungMs,
): Promise<SharedFinding> {
  const record = await readSharedRecord(settingsFolder);
  if (record === undefined) return { record, server: undefined, obstacle: undefined };
  const obstacle = isOlder(record.version, version)
    ? `The shared viewer is ${record.version}, older than ${version}.`
    : await obstacleOf(record, patienceMs);
  return { record, server: obstacle === undefined ? record : undefined, obstacle };
}

/** Why a server cannot be used; undefined: it can. */
export async function obstacleOf(
  { socket, token }: SharedServer,
  patienceMs = hungMs,
): Promise<string | undefined> {
  try {
    (await provenConnection({ listen: { socket }, token }, patienceMs)).destroy();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a version comes before another one; both are `1.2.3`, with or without more behind. */
function isOlder(version: string, other: string): boolean {
  return new Intl.Collator("en", { numeric: true }).compare(version, other) < 0;
}
