import { RunicornError } from "#core/protocol/errors.ts";
import type { Completion } from "#core/protocol/filter/completion.ts";

import type { TableStore } from "./tableSource.ts";

/** What may follow in a filter as all sources together know. */
export async function completeAll(
  stores: readonly TableStore[],
  { q, cursor }: { readonly q: string; readonly cursor: number },
): Promise<Completion> {
  const query = { q, cursor, limit: 100 };
  const answers = await Promise.all(stores.map(({ client }) => client.completeFilter({ query })));
  const [first] = answers;
  if (!first) throw new RunicornError("service_unavailable", "No store is connected.");
  const found = new Map<string, Completion["candidates"][number]>();
  for (const candidate of answers.flatMap(({ candidates }) => candidates)) {
    const known = found.get(candidate.text);
    const count = (known?.count ?? 0) + (candidate.count ?? 0);
    found.set(candidate.text, { ...candidate, ...(count > 0 && { count }) });
  }
  return { ...first, candidates: [...found.values()] };
}
