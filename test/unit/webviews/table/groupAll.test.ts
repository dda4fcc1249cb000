import assert from "node:assert/strict";

import type { RunGroups } from "#core/protocol/runTable.ts";
import type { GroupSortKey } from "#webviews/table/messages.ts";
import { groupAll } from "#webviews/table/sources/groupAll.ts";
import type { TableStore } from "#webviews/table/sources/tableSource.ts";

describe("groups of the runs of several stores", () => {
  const queries: Record<string, unknown>[] = [];

  /** A store in which each value of `config.lr` has one run with a loss. */
  function storeOf(id: string, label: string, losses: Readonly<Record<string, number>>) {
    const groupRuns = ({ query }: { query: Record<string, unknown> }) => {
      queries.push(query);
      const groups = Object.entries(losses).map(([key, loss]) => ({
        key: [key],
        runs: 1,
        values: [{ count: 1, mean: loss, min: loss, max: loss, std: null }],
      }));
      return Promise.resolve<RunGroups>({ groups, total: groups.length });
    };
    return { id, label, client: { groupRuns }, remote: undefined } as unknown as TableStore;
  }
  const stores = [
    storeOf("1", "beside", { high: 1, low: 2 }),
    storeOf("2", "above", { high: 9, low: 3 }),
  ];
  const keys = async (by: string[], sort: GroupSortKey[]) => {
    const { groups } = await groupAll(stores, {
      kind: "groups",
      q: "",
      by,
      values: ["metrics.loss.min"],
      sort,
    });
    return groups.map(({ key }) => key.join("/"));
  };

  it("are asked for and put together in the order of a mean", async () => {
    const mean = { of: "mean", field: "metrics.loss.min", order: "asc" } as const;
    assert.deepEqual(await keys(["config.lr"], [mean]), ["low", "high"]);
    assert.equal(queries.at(-1)?.["sort"], "mean:metrics.loss.min:asc");
    assert.deepEqual(await keys(["config.lr"], [{ ...mean, order: "desc" }]), ["high", "low"]);
  });

  it("are in the order of their stores as those are read", async () => {
    const source = { of: "key", field: "source", order: "asc" } as const;
    const lr = { of: "key", field: "config.lr", order: "desc" } as const;
    const inOrder = ["2/low", "2/high", "1/low", "1/high"];
    assert.deepEqual(await keys(["source", "config.lr"], [source, lr]), inOrder);
    assert.equal(queries.at(-1)?.["sort"], "key:config.lr:desc", "no store is asked for itself");
    assert.deepEqual(await keys(["source"], [{ ...source, order: "desc" }]), ["1", "2"]);
  });
});
