import { formatValue } from "#core/protocol/filter/formatValue.ts";

import type { TableRow } from "../messages.ts";
import type { TableStore } from "./tableSource.ts";

/** A filter may name so many values. */
const mostIds = 150;

/** The ids of runs by the source they are of. */
export function idsBySource(refs: readonly string[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const ref of new Set(refs)) {
    const colon = ref.indexOf(":");
    const source = ref.slice(0, colon);
    ids.set(source, [...(ids.get(source) ?? []), ref.slice(colon + 1)]);
  }
  return ids;
}

/** Runs by their names, in the order given; those that are gone are left out. */
export async function runsByRef(
  stores: readonly TableStore[],
  refs: readonly string[],
  columns: readonly string[],
): Promise<TableRow[]> {
  const asked = idsBySource(refs);
  const parts = stores.flatMap(({ id: source, client }) => {
    const ids = asked.get(source) ?? [];
    return Array.from({ length: Math.ceil(ids.length / mostIds) }, async (_, part) => {
      const some = ids.slice(part * mostIds, (part + 1) * mostIds);
      const q = `id in [${some.map(formatValue).join(", ")}]`;
      const query = { q, columns: columns.join(","), limit: mostIds };
      const { runs } = await client.listRuns({ query });
      return runs.map((run): TableRow => ({ ref: `${source}:${run.id}`, source, run }));
    });
  });
  const rows = new Map((await Promise.all(parts)).flat().map((row) => [row.ref, row]));
  return refs.flatMap((ref) => rows.get(ref) ?? []);
}
