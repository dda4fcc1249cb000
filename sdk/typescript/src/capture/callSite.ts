import type { CallSite } from "./captureTask.ts";

/** Where the program called into the SDK; null when the stack does not tell. Never throws. */
export function callSite(): CallSite | null {
  return null;
}
