import { type GroupMergeOrder, mergeGroups } from "#core/merge/mergeGroups.ts";
import type { RunGroups } from "#core/protocol/runTable.ts";

import type { Ask } from "../messages.ts";
import { idsByLabel } from "./listOrder.ts";
import type { TableStore } from "./tableSource.ts";

const mostGroups = 1000;
/** A group may lie far behind in one store and be first in all together, so more is asked of each. */
const mostOfEach = 5000;

type GroupsAsk = Extract<Ask, { kind: "groups" }>;

/** The groups of all stores as those of one, in the order asked for. Of which store a run is, is known here only. */
export async function groupAll(stores: readonly TableStore[], ask: GroupsAsk): Promise<RunGroups> {
  const { q, by, values } = ask;
  const at = by.indexOf("source");
  const fields = by.filter((field) => field !== "source");
  const limit = at === -1 && stores.length > 1 ? mostOfEach : mostGroups;
  const sort = ask.sort
    .filter(({ field }) => field !== "source")
    .map(({ of, field, order }) => `${of}:${field}:${order}`)
    .join(",");
  const answers = stores.map(async ({ id, client }): Promise<RunGroups> => {
    if (fields.length === 0) return wholeGroup(id, client, q, values);
    const query = { q, by: fields.join(","), values: values.join(","), sort, limit };
    const answer = await client.groupRuns({ query });
    if (at === -1) return answer;
    const groups = answer.groups.map((group) => ({
      ...group,
      key: group.key.toSpliced(at, 0, id),
    }));
    return { ...answer, groups };
  });
  return mergeGroups(await Promise.all(answers), mostGroups, ordersOf(ask, stores));
}

function ordersOf(
  { by, values, sort }: GroupsAsk,
  stores: readonly TableStore[],
): GroupMergeOrder[] {
  return sort.flatMap(({ of, field, order }) => {
    const at = (of === "key" ? by : values).indexOf(field);
    const isSource = of === "key" && field === "source";
    return at < 0 ? [] : [{ of, at, order, ...(isSource && { ids: idsByLabel(stores) }) }];
  });
}

async function wholeGroup(
  id: string,
  client: TableStore["client"],
  q: string,
  values: readonly string[],
): Promise<RunGroups> {
  // Every run has a project, and there is no way to ask for one group of all.
  const query = { q, by: "project", values: values.join(","), limit: mostGroups };
  const answer = await client.groupRuns({ query });
  const groups = answer.groups.map((group) => ({ ...group, key: [id] }));
  return mergeGroups([{ groups, total: groups.length > 0 ? 1 : 0 }], 1);
}
