import { runIdOf } from "./runIds.ts";

/** Runs sorted between two chances for others to run. */
const perStep = 1024;

interface Keyed<T> {
  readonly id: string;
  readonly entry: T;
}

/** Runs by run id, which begins with the time, the last one first; in steps, since there may be very many. */
export function* newestFirst<T extends readonly [dir: string, ...unknown[]]>(
  entries: Iterable<T>,
): Generator<void, T[]> {
  const keyed = Array.from(entries, (entry) => ({ id: runIdOf(entry[0]), entry }));
  let sorted: Keyed<T>[][] = [];
  for (let from = 0; from < keyed.length; from += perStep) {
    sorted.push(keyed.slice(from, from + perStep).sort((a, b) => compare(b.id, a.id)));
    yield;
  }
  while (sorted.length > 1) {
    const merged: Keyed<T>[][] = [];
    for (let i = 0; i < sorted.length; i += 2) {
      merged.push(yield* merge(sorted[i] ?? [], sorted[i + 1] ?? []));
    }
    sorted = merged;
  }
  return (sorted[0] ?? []).map(({ entry }) => entry);
}

function* merge<T>(
  one: readonly Keyed<T>[],
  other: readonly Keyed<T>[],
): Generator<void, Keyed<T>[]> {
  const merged: Keyed<T>[] = [];
  let at = 0;
  for (const item of one) {
    for (let next = other[at]; next && next.id > item.id; next = other[++at]) merged.push(next);
    merged.push(item);
    if (merged.length % perStep === 0) yield;
  }
  while (at < other.length) merged.push(...other.slice(at, (at += perStep)));
  return merged;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
