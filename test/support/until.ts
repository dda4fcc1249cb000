import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until the answer is neither false nor undefined nor an error; fails after `timeout` milliseconds. */
export async function until<T>(
  check: () => T | Promise<T>,
  { timeout = 15_000, every = 10 } = {},
): Promise<Exclude<T, false | undefined | null | void>> {
  const end = Date.now() + timeout;
  let failure: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value) return value as Exclude<T, false | undefined | null | void>;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) {
      throw new Error(`not true within ${timeout} ms: ${check.toString()}`, { cause: failure });
    }
    await sleep(every);
  }
}
