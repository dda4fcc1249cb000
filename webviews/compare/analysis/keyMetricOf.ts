import type { KnownRun } from "./outcomeColumns.ts";

/**
 * The metric that most of these runs care for: which they name as their primary one; else of those they say which values are
 * best of, the one shown beside them, or the first; else what is shown beside them. Null where they have none.
 */
export function keyMetricOf(runs: readonly KnownRun[]): string | null {
  const shown = runs.flatMap(({ run }) => run?.key_metric ?? []);
  const named = shown.filter(({ aggregate }) => aggregate === "best");
  const directed = runs.flatMap(({ metrics }) =>
    [...metrics.values()].filter(({ best }) => best !== null).map(({ key }) => key),
  );
  const beside = shown.map(({ key }) => key);
  return (
    mostFrequent(named.map(({ key }) => key)) ??
    mostFrequent(beside.filter((key) => directed.includes(key))) ??
    mostFrequent(directed) ??
    mostFrequent(beside)
  );
}

/** Of several, that which comes first. */
function mostFrequent(keys: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? null;
}
