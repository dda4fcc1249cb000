import { RunicornError } from "#core/protocol/errors.ts";

import { pause } from "./pause.ts";
import type { Timing } from "./timing.ts";

/**
 * Asks a machine on the way for one behind it, again and again while that is away. Neither is logged in to anew for it, and the one
 * that is away hears of nothing: only a stream that is there is used, and used at once. Rejects as the last attempt did, or with
 * the signal's reason.
 */
export async function untilReached<T>(
  attempt: () => Promise<T>,
  { now, reaskMs, awayMs }: Pick<Timing, "now" | "reaskMs" | "awayMs">,
  signal: AbortSignal,
): Promise<T> {
  const first = now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isAway(error) || now() - first > awayMs) throw error;
      await pause(reaskMs, signal);
    }
  }
}

/** As `channelError` says it. Who may not pass is told so once, and would be told the same again. */
function isAway(error: unknown): boolean {
  return RunicornError.is(error) && error.details?.["reason"] === "failed";
}
