import { readFileSync } from "node:fs";

/**
 * How many times longer the main thread of a process took than it would have alone on this machine, from the first call
 * on: 1 where a core was free whenever it wanted one. Where the kernel does not count that, nothing is known and it is 1.
 */
export function measureSlowdown(pid: number = process.pid): () => number {
  const [ranBefore, waitedBefore] = schedule(pid);
  return () => {
    const [ran, waited] = schedule(pid);
    return 1 + (waited - waitedBefore) / Math.max(1, ran - ranBefore);
  };
}

/** Nanoseconds on a core, and waiting for one. */
function schedule(pid: number): readonly [ran: number, waited: number] {
  try {
    const [ran, waited] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ").map(Number);
    return [ran ?? 0, waited ?? 0];
  } catch {
    return [0, 0];
  }
}
