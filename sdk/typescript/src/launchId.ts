import { randomBytes } from "node:crypto";

import { plainText } from "./plain.ts";

const maxLength = 120;

// One per process: runs of one launch have it in common.
const ownId = randomBytes(6).toString("hex");

/** What runs that were started together have in common: RUNICORN_LAUNCH_ID, else 12 hex digits of this process. */
export function launchId(): string {
  return plainText(process.env["RUNICORN_LAUNCH_ID"] || ownId).slice(0, maxLength);
}
