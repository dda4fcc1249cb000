import assert from "node:assert/strict";

import { LiveFeed } from "#core/client/liveFeed.ts";
import type { SocketHandlers } from "#core/client/transport.ts";
import type { ExperimentNode } from "#extension/experiments/nodes.ts";
import { StoreModel } from "#extension/experiments/storeModel.ts";
import type { Source } from "#extension/sources/source.ts";
import { until } from "#test/support/until.ts";

const status = { running: 0, finished: 0, failed: 0, interrupted: 0 };

describe("a store that is looked at for the first time", () => {
  it("has its runs shown when that is over: they are not told of one by one", async () => {
    let found = ["r1"];
    let socket: SocketHandlers | undefined;
    const feed = new LiveFeed({
      request: () => assert.fail("the client is not a real one"),
      openSocket: (_, handlers) => {
        socket = handlers;
        return { close() {} };
      },
    });
    const info = () => ({ runs: found.length, status, latest_at: 0 });
    const client = {
      listExperiments: () =>
        Promise.resolve({
          projects: [{ project: "cv", ...info(), names: [{ name: "resnet", ...info() }] }],
        }),
      listRuns: () =>
        Promise.resolve({
          runs: found.map((id) => ({ id, run_id: id, alias: null, project: "cv", name: "resnet" })),
          total: found.length,
          next_cursor: null,
        }),
    };
    const source = { id: "s", client, feed } as unknown as Source;
    let changes = 0;
    const model = new StoreModel(
      source,
      () => changes++,
      () => undefined,
    );
    const shown = async (): Promise<readonly ExperimentNode[]> => {
      const [project] = await model.projects();
      assert.ok(project);
      const [name] = await model.childrenOf(project);
      assert.ok(name?.kind === "name");
      return model.runsOf(name);
    };
    const tell = (event: object) =>
      socket?.onFrame(JSON.stringify({ cursor: String(Math.random()), event }));
    tell({ type: "hello" });
    await until(async () => (await shown()).length === 1);
    found = ["r1", "r2", "r3"];
    tell({ type: "indexing", done: 1, total: 3 });
    assert.equal((await shown()).length, 1);
    const before = changes;
    tell({ type: "indexing", done: 3, total: 3 });
    await until(async () => (await shown()).length === 3 && changes > before);
    model.dispose();
    feed.dispose();
  });
});
