import { idsBySource } from "./runsByRef.ts";
import type { TableStore } from "./tableSource.ts";

/** Buckets of a curve in a cell. */
const points = 40;

export interface SparkName {
  readonly ref: string;
  readonly key: string;
}

/** The course of metrics, in the order asked for; empty where it cannot be read. */
export async function readSparks(
  stores: readonly TableStore[],
  names: readonly SparkName[],
): Promise<(readonly (number | null)[])[]> {
  const found = new Map<string, readonly (number | null)[]>();
  const work = [...idsBySource(names.map(({ ref }) => ref)).keys()].map(async (source) => {
    const store = stores.find(({ id }) => id === source);
    const series = names
      .filter(({ ref }) => ref.startsWith(`${source}:`))
      .map(({ ref, key }) => ({ run: ref.slice(source.length + 1), key }));
    if (!store || series.length === 0) return;
    // A curve that cannot be read leaves its cell empty.
    const curves = await store.client.querySeries({ series, points }).catch(() => []);
    for (const { run, key, mean } of curves) {
      const values = Array.from(mean, (value) => (Number.isFinite(value) ? value : null));
      found.set(JSON.stringify([`${source}:${run}`, key]), values);
    }
  });
  await Promise.all(work);
  return names.map(({ ref, key }) => found.get(JSON.stringify([ref, key])) ?? []);
}
