import { redact } from "./capture/redaction.ts";
import { type PlainObject, plainText } from "./plain.ts";

export type RunStatus = "running" | "finished" | "failed" | "interrupted";
export type EndStatus = Exclude<RunStatus, "running">;

/** How a run ended, and why where there is something to say. */
export interface Ending {
  readonly status: EndStatus;
  readonly reason?: string;
  readonly exitCode?: number;
  /** Such as SIGTERM. */
  readonly exitSignal?: string;
  /** The stack of the error that ended it, without secrets. */
  readonly traceback?: string;
}

const maxReason = 500;
const maxTraceback = 16 * 1024;
const maxCauses = 8;
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
  const reason = redact(describe(error)).split(/\s+/).join(" ").replace(/: $/, "");
  const traceback = tracebackOf(error);
  return {
    status: "failed",
    reason: reason.slice(0, maxReason),
    ...(traceback === undefined ? {} : { traceback }),
  };
}

/** What status.json says of an ending, beside status and time. */
export function endingFields(ending: Ending): PlainObject {
  const { reason, exitCode, exitSignal, traceback } = ending;
  return {
    ...(reason === undefined ? {} : { exit_reason: reason }),
    ...(exitCode === undefined ? {} : { exit_code: exitCode }),
    ...(exitSignal === undefined ? {} : { exit_signal: exitSignal }),
    ...(traceback === undefined ? {} : { traceback }),
  };
}

/** The stacks of an error and of what caused it; their last part where they are too long. */
function tracebackOf(error: unknown): string | undefined {
  try {
    const stacks: string[] = [];
    for (let cause = error; cause instanceof Error && stacks.length < maxCauses;) {
      if (typeof cause.stack === "string") stacks.push(cause.stack);
      cause = cause.cause;
    }
    if (stacks.length === 0) return undefined;
    return lastPart(plainText(redact(stacks.join("\nCaused by: "))));
  } catch {
    return undefined;
  }
}

function lastPart(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxTraceback) return text;
  let start = bytes.length - maxTraceback;
  // Not inside a character.
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start).toString();
}

function describe(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return "something that cannot be printed was thrown";
  }
}
