import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";
import { generateRuns } from "#test/support/generateRuns.ts";
import { IndexedStore } from "#test/support/indexedStore.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { note } from "./results.ts";
import { cases, isFull } from "./scale.ts";

describe("Faults: an index that has no room", function () {
  this.timeout(120_000);
  const mounted: string[] = [];
  let store: IndexedStore;
  before(async () => {
    store = new IndexedStore();
    await store.prepare(6);
  });
  after(() => {
    for (const directory of mounted) execFileSync("umount", [directory]);
    store.dispose();
  });

  /** False without the right to mount. */
  function mount(directory: string, options: string): boolean {
    mkdirSync(directory, { recursive: true });
    try {
      const args = ["-t", "tmpfs", "-o", options, "tmpfs", directory];
      execFileSync("mount", args, { stdio: "ignore" });
      mounted.push(directory);
      return true;
    } catch {
      return false;
    }
  }

  it("on a disk that is full, or fills up, answers as the files do", async function () {
    for (const kilobytes of [0, 64, 200, 300, 400]) {
      const disk = path.join(store.temp.folder, `disk${kilobytes}`);
      if (!mount(disk, "size=1m")) this.skip();
      const fill = path.join(disk, "fill");
      writeFileSync(fill, Buffer.alloc((1024 - kilobytes) * 1024));
      await store.opened(
        async (opened) => {
          // The list of runs may lack what cannot be written; everything else is there.
          for (let i = 0; i < 6; i++) {
            const counts = (await opened.listMetrics(`run${i}`)).map(({ count }) => count);
            assert.deepEqual(counts, [300, 43], `${kilobytes} KiB were left`);
          }
          rmSync(fill);
          await store.judgeOpen(opened);
        },
        { indexDir: disk },
      );
      await store.judge(`${kilobytes} KiB were left`, { indexDir: disk });
    }
    const found = "opens, 0 metrics other than the files'; all answers whole again with room";
    note({ fault: "index on a full disk (tmpfs)", sdk: "none", tried: 5, found });
  });

  it("on a file system that cannot be written answers as the files do", async function () {
    const disk = path.join(store.temp.folder, "readOnly");
    if (!mount(disk, "ro,size=1m")) this.skip();
    await store.judge("a read-only index folder", { indexDir: disk });
    assert.deepEqual(readdirSync(disk), []);
    const found = "0 answers other than the files', index in memory";
    note({ fault: "index on a read-only file system", sdk: "none", tried: 1, found });
  });
});

describe("Faults: a large store whose index is lost", function () {
  this.timeout(400_000);

  it("is built anew in its time, and answers as before", async () => {
    const temp = new TempStore();
    try {
      const count = cases(200, 10_000);
      generateRuns({ root: temp.root, count, records: 10, metrics: 10 });
      /** Seconds until all runs are indexed, and what they are then. */
      const index = async () => {
        const begun = performance.now();
        const store = await Store.open({ root: temp.root });
        try {
          const isWhole = () => store.counts().runs === count && store.counts().pending === 0;
          await until(isWhole, { timeout: 180_000 });
          const seconds = (performance.now() - begun) / 1000;
          const query = { limit: 1000, columns: "metrics,config,summary" };
          return { seconds, runs: store.listRuns(RunsQuery.parse(query)).runs };
        } finally {
          store.dispose();
        }
      };
      const first = await index();
      assert.equal(first.runs.length, Math.min(count, 1000));
      rmSync(path.join(temp.root, ".index"), { recursive: true });
      const { seconds, runs } = await index();
      assert.deepEqual(runs, first.runs);
      // It is no more work than the first time; others work on this machine, too.
      assert.ok(
        seconds < 3 * first.seconds + 1,
        `${count} runs took ${seconds} s, ${first.seconds} s the first time`,
      );
      // The bar is 20 s for 10,000 runs.
      if (isFull) assert.ok(seconds < (60 * count) / 10_000, `${count} runs took ${seconds} s`);
      const found = `${seconds.toFixed(1)} s (10 records of 10 metrics each)`;
      note({ fault: "index of a large store lost", sdk: "none", tried: count, found });
    } finally {
      temp.dispose();
    }
  });
});
