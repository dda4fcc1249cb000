import { setTimeout as sleep } from "node:timers/promises";

/** Waits for `work`, but not longer than so many milliseconds. */
export async function withPatience(work: Promise<void>, ms: number | undefined): Promise<void> {
  if (ms === undefined) return work;
  const timer = new AbortController();
  await Promise.race([work, sleep(ms, undefined, { signal: timer.signal })]).finally(() =>
    timer.abort(),
  );
}
