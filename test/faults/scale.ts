import { availableParallelism } from "node:os";

/** Whether all of it is wanted (`npm run test:faults`) or a sample (`npm run test:slow`). */
export const isFull = process.env["RUNICORN_TEST_FAULTS"] === "full";

/** How many cases a test tries: `few` as a sample, `full` where all is wanted, RUNICORN_TEST_CASES where that is set. */
export function cases(few: number, full: number): number {
  return Number(process.env["RUNICORN_TEST_CASES"] ?? (isFull ? full : few));
}

/** Brings the same random numbers back. */
export const seed = Number(process.env["RUNICORN_TEST_SEED"] ?? Date.now() % 1_000_000);

/** Numbers in [0, 1) that a seed brings back: mulberry32. */
export function randoms(of: number): () => number {
  let state = of | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** All items where everything is wanted, else about `count` of them, spread evenly from a random one on. */
export function sample<T>(items: readonly T[], count: number, random: () => number): T[] {
  if (isFull || items.length <= count) return [...items];
  const stride = items.length / count;
  const first = random() * stride;
  return items.filter(
    (_, i) => Math.floor((i - first) / stride) !== Math.floor((i - 1 - first) / stride),
  );
}

/** Does a job for every item, a few at a time. */
export async function forEach<T>(
  items: readonly T[],
  job: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) await job(item, index);
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
}
