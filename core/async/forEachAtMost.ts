/**
 * Does some work for each item, for at most `count` of them at a time, begun in their order. Rejects with the first failure;
 * nothing is begun after it.
 */
export async function forEachAtMost<T>(
  count: number,
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = oneByOne(items);
  const worker = async () => {
    // All workers take from the same iterator. The loop that fails ends it for the others, too.
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: count }, worker));
}

function* oneByOne<T>(items: Iterable<T>): Generator<T> {
  yield* items;
}
