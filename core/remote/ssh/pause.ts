import { setTimeout as sleep } from "node:timers/promises";

/** Waits so many milliseconds; rejects with the signal's reason where that comes first. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.max(milliseconds, 0), undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
