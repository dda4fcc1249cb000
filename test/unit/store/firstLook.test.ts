import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { CatalogRows } from "#core/store/follow/catalogRows.ts";
import { FirstLook } from "#core/store/follow/firstLook.ts";
import { foundRuns } from "#core/store/follow/seenRuns.ts";
import { inSlices } from "#core/store/runs/inSlices.ts";
import { RunIndex } from "#core/store/runs/runIndex.ts";
import { generateRuns } from "#test/support/generateRuns.ts";
import { TempStore } from "#test/support/tempStore.ts";

/** More than are read without threads. */
const count = 1500;

describe("the first look at many runs", function () {
  this.timeout(30_000);
  let temp: TempStore;
  let index: RunIndex | undefined;
  beforeEach(() => {
    temp = new TempStore();
  });
  afterEach(() => {
    index?.file.close();
    temp.dispose();
  });

  /** What the index holds of each run. `old`: one that knows nothing, with which no thread is used. */
  async function look(old?: RunIndex) {
    index?.file.close();
    index = new RunIndex(undefined);
    const rows = new CatalogRows(temp.root, index);
    const seen: string[] = [];
    const first = new FirstLook({
      root: temp.root,
      rows,
      old,
      found: foundRuns(temp.root, "", () => undefined),
      onSeen: ({ place, stamp }) => seen.push(`${place.dir} ${stamp.deleted}`),
      isOver: () => false,
    });
    await inSlices(first.steps());
    const runs = [...index.dirs()].sort().map((dir) => index?.get(dir));
    const states = Array.from(rows.entries.values(), ({ status, isLive }) => `${status} ${isLive}`);
    return { runs, seen: seen.sort(), states: states.sort(), progress: first.progress };
  }

  it("finds by threads what it finds without", async () => {
    const dirs = generateRuns({ root: temp.root, count });
    const last = (i: number, file: string) => path.join(temp.root, dirs[count - i] ?? "", file);
    writeFileSync(last(1, "status.json"), "{ torn");
    writeFileSync(last(2, ".deleted"), "{}");
    writeFileSync(last(3, "meta.json"), JSON.stringify({ tags: ["é", 5], created_at: 1e9 }));
    const now = Date.now() / 1000;
    writeFileSync(last(4, "status.json"), JSON.stringify({ status: "running", heartbeat_at: now }));
    writeFileSync(last(4, "meta.json"), JSON.stringify({ pid: process.pid, created_at: now }));
    // Of one name: one of them gets another id.
    for (const name of ["zzz", "yyy"]) temp.writeRun({ id: "twice", project: "zz", name });
    const old = new RunIndex(undefined);
    const without = await look(old);
    old.file.close();
    const withThreads = await look();
    assert.equal(withThreads.runs.length, count + 1);
    assert.deepEqual(withThreads, without);
  });
});
