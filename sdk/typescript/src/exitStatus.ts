import { plainText } from "./plain.ts";

export type RunStatus = "running" | "finished" | "failed" | "interrupted";
export type EndStatus = Exclude<RunStatus, "running">;

/** How a run ended, and why where there is something to say. */
export interface Ending {
  readonly status: EndStatus;
  readonly reason?: string;
}

const maxReason = 500;
const statuses: ReadonlyMap<string, EndStatus> = new Map([
  ["finished", "finished"],
  ["completed", "finished"],
  ["success", "finished"],
  ["failed", "failed"],
  ["error", "failed"],
  ["crashed", "failed"],
  ["interrupted", "interrupted"],
  ["killed", "interrupted"],
  ["cancelled", "interrupted"],
  ["aborted", "interrupted"],
]);

/** finished, failed or interrupted; undefined for a word that means none of them. */
export function knownStatus(status: string): EndStatus | undefined {
  return statuses.get(plainText(status).trim().toLowerCase());
}

/** The ending of a run whose program threw `error`: `TypeError: message` in one line of at most 500 characters. */
export function failedBy(error: unknown): Ending {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : describe(error);
  return {
    status: "failed",
    reason: text.split(/\s+/).join(" ").replace(/: $/, "").slice(0, maxReason),
  };
}

function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something that cannot be printed was thrown";
  }
}
