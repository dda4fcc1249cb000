import { createHash } from "node:crypto";

import type { Target } from "#core/remote/target.ts";

/** What somebody logs in with, to be compared but not to be read. */
export function loginKey({ credentials, jumps }: Target): string {
  const all = [credentials, ...jumps.map((jump) => jump.credentials)];
  return createHash("sha256").update(JSON.stringify(all)).digest("base64");
}
