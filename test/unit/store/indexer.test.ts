import assert from "node:assert/strict";
import path from "node:path";

import { Indexer } from "#core/store/ingest/indexer.ts";
import { SeriesIndex } from "#core/store/series/seriesIndex.ts";
import { appendPoints, TempStore } from "#test/support/tempStore.ts";

/** An index on a disk that is full. */
class FullIndex extends SeriesIndex {
  attempts = 0;

  override commit(): never {
    this.attempts++;
    throw Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
  }
}

describe("Indexer", () => {
  it("does not try to write everything again with each slice when the disk is full", async () => {
    const temp = new TempStore();
    const index = new FullIndex(undefined);
    const failures: unknown[] = [];
    const indexer = new Indexer(temp.root, index, {
      onRead: () => undefined,
      onCommitted: () => assert.fail("nothing was"),
      onFailure: (error) => void failures.push(error),
      onNote: () => undefined,
    });
    try {
      const directory = temp.writeRun();
      const keys = Array.from({ length: 60 }, (_, i) => `metric${i}`);
      const points = Array.from({ length: 12_000 }, (_, step) =>
        Object.fromEntries(keys.map((key, i) => [key, Math.sin(step * i)])),
      );
      appendPoints(directory, points);
      const run = await indexer.settled(path.relative(temp.root, directory));
      assert.equal(run.find("metric7")?.values.length, points.length);
      assert.ok(index.attempts > 0 && index.attempts <= 3, `${index.attempts} attempts`);
      assert.equal(failures.length, index.attempts);
    } finally {
      indexer.dispose();
      index.file.close();
      temp.dispose();
    }
  });
});
