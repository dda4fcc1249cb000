import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { MetricsQuery } from "#core/protocol/metric.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { Store } from "#core/store/store.ts";
import { TempStore } from "#test/support/tempStore.ts";

const count = 400_000;

describe("Store: a run that is not indexed yet", function () {
  this.timeout(60_000);
  let files: TempStore;
  let store: Store;

  before(async () => {
    files = new TempStore();
    const record = (step: number) =>
      `{"ts":${1e9 + step},"type":"metrics","data":{"loss":${step / 7},"acc":0.5,"global_step":${step},"time":${1e9 + step}}}\n`;
    const text = Array.from({ length: count }, (_, i) => record(i + 1)).join("");
    writeFileSync(path.join(files.writeRun({ id: "big" }), "events.jsonl"), text);
    store = await Store.open({ root: files.root });
  });
  after(() => {
    store.dispose();
    files.dispose();
  });

  it("is shown, and its metrics are listed, from a sample where that is asked for, then as it is", async () => {
    const series = [{ run: "big", key: "loss" }];
    const query = SeriesQuery.parse({ series, preview: true });
    const metricsQuery = MetricsQuery.parse({ preview: "true" });
    // Both at once: it is being read from the moment it is asked for.
    const [[first], sample] = await Promise.all([
      store.querySeries(query),
      store.previewMetrics("big", metricsQuery),
    ]);
    assert.equal(first?.preview, true);
    assert.equal(first.x_last.at(-1), count);
    assert.deepEqual(
      sample?.map(({ key, last_step: last }) => [key, last]),
      [
        ["loss", count],
        ["acc", count],
      ],
    );

    const [whole] = await store.querySeries(SeriesQuery.parse({ series }));
    assert.equal(whole?.preview, undefined);
    assert.equal(whole?.total, count);
    assert.deepEqual((await store.querySeries(query))[0], whole);
    assert.equal((await store.listMetrics("big"))[0]?.count, count);
    assert.equal(await store.previewMetrics("big", metricsQuery), undefined);
  });
});
