import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";

import { MetricInfo } from "#core/protocol/metric.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { Store } from "#core/store/store.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { Training } from "#test/support/sdk/training.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const calls = path.resolve(import.meta.dirname, "../../fixtures/conformance/calls.json");

describe("Runs of both SDKs, read back from the store", function () {
  this.timeout(30_000);
  const folder = new TempStore();
  const ids: string[] = [];
  let store: Store;

  before(async () => {
    for (const sdk of sdks) {
      const output = execFileSync(sdk.command, [sdk.program("driveSdk"), calls, folder.root], {
        env: sdk.env,
        stdio: ["ignore", "pipe", "ignore"],
      });
      const { directory } = JSON.parse(output.toString()) as { directory: string };
      ids.push(path.basename(directory));
    }
    store = await Store.open({ root: folder.root });
  });
  after(() => {
    store.dispose();
    folder.dispose();
  });

  it("have the same metrics", async () => {
    const [python, typescript] = await Promise.all(
      ids.map(async (id) =>
        (await store.listMetrics(id)).map((metric) => ({
          ...MetricInfo.parse(metric),
          first_at: undefined,
          last_at: undefined,
        })),
      ),
    );
    assert.ok(python && python.length > 20);
    assert.deepEqual(python, typescript);
  });

  it("have the same points", async () => {
    const keys = (await store.listMetrics(ids[0] ?? "")).map((metric) => metric.key);
    const [python, typescript] = await Promise.all(
      ids.map(async (run) => {
        const series = keys.map((key) => ({ run, key }));
        const answer = await store.querySeries(SeriesQuery.parse({ series }));
        return answer.map(({ run: _run, ...rest }) => rest);
      }),
    );
    assert.deepEqual(python, typescript);
  });

  it("have the same names, hyper-parameters, results and log", async () => {
    const [python, typescript] = await Promise.all(
      ids.map(async (id) => {
        const { project, name, alias, tags, notes, config, summary, status, key_metric } =
          store.getRun(id);
        const { problems, metric_count } = store.getRun(id);
        const told = { project, name, alias, tags, notes, config, summary, status, key_metric };
        const log = await store.readLogs(id, { limit: 100, tail: false });
        const texts = log.lines.map((line) => line.slice("00:00:00".length));
        return { ...told, problems, metric_count, texts };
      }),
    );
    assert.deepEqual(python, typescript);
    assert.equal(python?.project, "conformance");
    assert.equal(python.status, "finished");
    assert.deepEqual(python.problems, []);
    assert.equal(python.summary["final"], 0.95);
  });

  for (const sdk of sdks) {
    it(`appear while ${sdk.name} trains, and are failed when it is killed`, async () => {
      const training = new Training(sdk);
      try {
        const { id } = await training.order({ init: { storage: folder.root, project: "live" } });
        await until(() => store.getRun(id).status === "running");
        await training.order({ log: 5 });
        await until(async () => (await store.listMetrics(id))[0]?.count === 5);
        await training.kill();
        await until(() => store.getRun(id).status === "failed");
        assert.equal(store.getRun(id).exit_reason, "process_not_found");
      } finally {
        await training.kill();
      }
    });
  }
});
