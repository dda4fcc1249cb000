import type { TimeAsked } from "../clockOffset.ts";
import type { ScriptRecord } from "../script/parseReply.ts";

/**
 * What the clock of the machine said, which the script does last: nothing but the way back lies between that and its end.
 * @param endedAt `Date.now()` when the script had ended.
 */
export function timeThere(
  records: readonly ScriptRecord[],
  { endedAt, roundTripMs }: { endedAt: number; roundTripMs: number },
): TimeAsked | undefined {
  const text = records.find(([kind]) => kind === "clock")?.[1] ?? "";
  const asked = (theirs: number, tookMs: number) => ({ sentAt: endedAt - tookMs, tookMs, theirs });
  // Nanoseconds; some systems know seconds only.
  if (/^\d{18,19}$/.test(text)) return asked(Number(text) / 1e6, roundTripMs);
  if (/^\d{9,10}$/.test(text)) return asked(Number(text) * 1000 + 500, roundTripMs + 1000);
  return undefined;
}
