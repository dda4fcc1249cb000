import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";

import { createClient } from "#core/client/client.ts";
import { LiveFeed } from "#core/client/liveFeed.ts";
import { SocketTransport } from "#core/local/socketTransport.ts";
import type { StoreEvent } from "#core/protocol/live.ts";
import { startServer } from "#core/server/server.ts";
import { Settings } from "#core/settings/settings.ts";
import { Store } from "#core/store/store.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { Training } from "#test/support/sdk/training.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

/** A whole viewer and a client of it, as the extension has them. */
async function watch(files: TempStore) {
  const index = path.join(files.folder, "index");
  const store = await Store.open({ root: files.root, indexDir: index });
  const listen = { socket: path.join(files.folder, "viewer.sock") };
  const server = await startServer({
    store,
    settings: new Settings(files.folder),
    version: "1.0.0",
    listen,
  });
  const transport = new SocketTransport(() => Promise.resolve({ listen, token: server.token }));
  const feed = new LiveFeed(transport);
  const events: StoreEvent[] = [];
  feed.listen({ onEvent: (event) => events.push(event) });
  await until(() => feed.state === "live");
  return {
    index,
    events,
    client: createClient(transport),
    async dispose() {
      feed.dispose();
      transport.dispose();
      await server.dispose();
      store.dispose();
    },
  };
}

for (const sdk of sdks) {
  describe(`a training with the ${sdk.name} SDK, seen through the viewer`, function () {
    this.timeout(20_000);
    let files: TempStore;
    let viewer: Awaited<ReturnType<typeof watch>>;
    let training: Training;
    let id: string;

    beforeEach(async () => {
      files = new TempStore();
      viewer = await watch(files);
      training = new Training(sdk);
      ({ id } = await training.order({ init: { storage: files.root, project: "cv" } }));
    });
    afterEach(async () => {
      await training.kill();
      await viewer.dispose();
      files.dispose();
    });

    const statusOf = async () => (await viewer.client.getRun({ params: { id } })).status;
    const countOf = async () => {
      const { metrics } = await viewer.client.listMetrics({ params: { id }, query: {} });
      return metrics.find(({ key }) => key === "loss")?.count ?? 0;
    };

    it("appears at its init, grows with every log, and ends", async () => {
      const created = await until(() => viewer.events.find(({ type }) => type === "run_created"), {
        timeout: 1000,
      });
      assert.ok("run" in created && created.run.id === id && created.run.status === "running");
      await training.order({ log: 5 });
      await until(() => viewer.events.some((e) => e.type === "points_appended" && e.id === id), {
        timeout: 1000,
      });
      assert.equal(await countOf(), 5);
      await training.order({ log: 5 });
      // An answer is never older than the request for it.
      assert.equal(await countOf(), 10);
      await training.order({ finish: true });
      const ended = () =>
        viewer.events.some((e) => e.type === "run_changed" && e.run.status === "finished");
      await until(ended, { timeout: 1000 });
      assert.equal(await statusOf(), "finished");
    });

    it("killed shows as failed within two seconds", async () => {
      await training.order({ log: 3 });
      await until(async () => (await statusOf()) === "running");
      await training.kill();
      await until(async () => (await statusOf()) === "failed", { timeout: 3000 });
      const run = await viewer.client.getRun({ params: { id } });
      assert.equal(run.exit_reason, "process_not_found");
      assert.equal(await countOf(), 3);
    });

    it("reads the same after the index was deleted under the running viewer", async () => {
      await training.order({ log: 50 });
      await training.order({ finish: true });
      await until(async () => (await statusOf()) === "finished");
      const query = { series: [{ run: id, key: "loss" }], points: 10 };
      const read = async () => ({
        series: await viewer.client.querySeries(query),
        metrics: await viewer.client.listMetrics({ params: { id }, query: {} }),
        experiments: await viewer.client.listExperiments({ query: {} }),
      });
      const before = await read();
      rmSync(viewer.index, { recursive: true });
      await until(async () => {
        assert.deepEqual(await read(), before);
        return true;
      });
      await viewer.dispose();
      rmSync(viewer.index, { recursive: true, force: true });
      viewer = await watch(files);
      assert.deepEqual(await read(), before);
    });
  });
}
