import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";
import type { Answers, Ask, TableRow } from "#webviews/table/messages.ts";
import { TableItems } from "#webviews/table/tableItems.ts";

const groups = 200;
const size = 30;

describe("groups that are all opened at once", () => {
  const asked: string[] = [];

  /** Groups of thirty runs each, named by their group and place. */
  function answer(ask: Extract<Ask, { kind: "list" | "groups" }>): unknown {
    if (ask.kind === "groups") {
      const found = Array.from({ length: groups }, (_, i) => ({
        key: [i],
        runs: size,
        values: [],
      }));
      return { groups: found, total: groups } satisfies Answers["groups"];
    }
    asked.push(ask.query.q);
    const group = /\d+$/u.exec(ask.query.q)?.[0] ?? "";
    const to = Math.min(size, ask.from + ask.count);
    const rows = Array.from({ length: to - ask.from }, (_, i) => ({
      ref: `${group}:${ask.from + i}`,
    }));
    return { rows: rows as TableRow[], total: size, indexing: null };
  }
  const items = new TableItems(
    (ask) => Promise.resolve(answer(ask) as never),
    {
      list: { q: "", sort: [], columns: ["config.lr"] },
      groupBy: ["config.seed"],
      values: [],
      groupSort: [],
    },
    () => undefined,
  );
  const refAt = (line: number) => {
    const item = items.at(line);
    return item?.kind === "run" ? item.row.ref : item?.kind;
  };
  before(async () => {
    items.refresh();
    await until(() => items.count === groups);
  });
  after(() => items.dispose());

  it("have all their lines, and ask only for those in sight, also when runs change", async () => {
    items.toggleAll(true);
    assert.equal(items.count, groups * (1 + size));
    assert.deepEqual(asked, []);
    items.want(size, size + 12);
    await until(() => refAt(size + 2) === "1:0");
    assert.deepEqual(asked, ["config.seed = 0", "config.seed = 1"]);
    asked.length = 0;
    items.refresh();
    await until(() => asked.length > 0);
    assert.deepEqual(asked, ["config.seed = 0", "config.seed = 1"]);
  });

  it("give the runs of any lines, and of any group, though none has been seen", async () => {
    const rows = await items.runsBetween(100 * (size + 1) - 1, 101 * (size + 1) + 1);
    const refs = rows.map(({ ref }) => ref);
    assert.equal(refs.length, size + 2);
    assert.deepEqual([refs[0], refs[1], refs.at(-1)], ["99:29", "100:0", "101:0"]);
    items.toggleAll(false);
    assert.equal(items.count, groups);
    const found = await items.runsOf("[7]", 5);
    assert.deepEqual(
      [found.total, found.rows.map(({ ref }) => ref).join()],
      [30, "7:0,7:1,7:2,7:3,7:4"],
    );
  });
});
