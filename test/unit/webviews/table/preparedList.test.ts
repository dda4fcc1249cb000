import assert from "node:assert/strict";

import { until } from "#test/support/until.ts";
import { firstList } from "#webviews/table/firstList.ts";
import type { ToPage } from "#webviews/table/messages.ts";
import { TableSession } from "#webviews/table/session.ts";
import type { TableStores } from "#webviews/table/sources/tableSource.ts";

describe("the list a table begins with", () => {
  const nothing = { dispose: () => undefined };
  const views = { canShare: false, views: () => [], onViews: () => nothing, act: async () => {} };

  /** A session over one store whose lists are counted. */
  function begin() {
    const asked: object[] = [];
    const posted: ToPage[] = [];
    const listRuns = (call: { query: object }) => {
      asked.push(call.query);
      return Promise.resolve({ runs: [], total: 0, next_cursor: null });
    };
    const feed = { state: "live", listen: () => nothing };
    const store = { id: "store", label: "", client: { listRuns }, feed, remote: undefined };
    const stores = { searched: true, all: [store], onChange: () => nothing };
    const session = new TableSession(stores as unknown as TableStores, views, (message) =>
      posted.push(message),
    );
    const answers = () => posted.filter(({ type }) => type === "answer");
    const ask = (request: number, query = firstList(undefined)) =>
      session.receive({ type: "ask", request, ask: { kind: "list", query, from: 0, count: 100 } });
    return { session, asked, answers, ask };
  }

  it("is asked for once, before the page asks, and again when it asks again", async () => {
    const { session, asked, answers, ask } = begin();
    const query = firstList(undefined);
    assert.ok(query);
    session.prepare(query);
    assert.equal(asked.length, 1, "at once");
    ask(1);
    await until(() => answers().length === 1);
    assert.equal(asked.length, 1);
    ask(2);
    await until(() => answers().length === 2);
    assert.equal(asked.length, 2);
    session.dispose();
  });

  it("is no other one", async () => {
    const { session, asked, answers, ask } = begin();
    const query = firstList({ filter: "lr = 1" });
    assert.ok(query);
    session.prepare(query);
    ask(1);
    await until(() => answers().length === 1);
    assert.equal(asked.length, 2);
    session.dispose();
  });

  it("is none where groups are shown", () => {
    assert.equal(firstList({ groupBy: ["status"] }), null);
    const columns = [{ field: "config.lr" }, { field: "status" }, { field: "metrics.loss.min" }];
    assert.deepEqual(firstList({ columns })?.columns, ["config.lr", "metrics.loss.min"]);
  });
});
