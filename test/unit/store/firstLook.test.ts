import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { CatalogRows } from "#core/store/follow/catalogRows.ts";
import { FirstLook } from "#core/store/follow/firstLook.ts";
import { RecordReaders } from "#core/store/follow/recordReaders.ts";
import { foundRuns } from "#core/store/follow/seenRuns.ts";
import { inSlices } from "#core/store/runs/inSlices.ts";
import { RunIndex } from "#core/store/runs/runIndex.ts";
import { generateRuns } from "#test/support/generateRuns.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const count = 400;

describe("the first look at many runs", function () {
  this.timeout(60_000);
  let temp: TempStore;
  let index: RunIndex | undefined;
  beforeEach(() => {
    temp = new TempStore();
  });
  afterEach(() => {
    index?.file.close();
    temp.dispose();
  });

  /**
   * What a new index holds of each run. `old`: one that knows nothing, with which no thread is used; `known`: runs that were
   * looked at for an index before.
   */
  async function look({ old, known }: { old?: RunIndex; known?: CatalogRows } = {}) {
    const readers = new RecordReaders(temp.root, old ? 0 : 1);
    if (!old) {
      await until(() => readers.give([]), { timeout: 30_000 });
      await readers.next();
    }
    let given = 0;
    const give = readers.give.bind(readers);
    readers.give = (runs) => {
      const isTaken = give(runs);
      if (isTaken) given += runs.length;
      return isTaken;
    };
    index?.file.close();
    index = new RunIndex(undefined);
    const rows = known ?? new CatalogRows(temp.root, index);
    rows.index = index;
    const seen: string[] = [];
    const first = new FirstLook({
      root: temp.root,
      rows,
      old,
      found: foundRuns(temp.root, "", () => undefined),
      onSeen: ({ place, stamp }) => seen.push(`${place.dir} ${stamp.deleted}`),
      isOver: () => false,
      withoutThreads: 20,
      readers: () => readers,
    });
    await inSlices(first.steps());
    const runs = [...index.dirs()].sort().map((dir) => index?.get(dir));
    const states = Array.from(rows.entries.values(), ({ status, isLive }) => `${status} ${isLive}`);
    const answer = { runs, seen: seen.sort(), states: states.sort(), progress: first.progress };
    assert.equal(given > 0, old === undefined);
    return { rows, answer };
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
    const without = await look({ old });
    old.file.close();
    const withThreads = await look();
    assert.equal(withThreads.answer.runs.length, count + 1);
    assert.deepEqual(withThreads.answer, without.answer);
    const anew = await look({ known: withThreads.rows });
    assert.deepEqual(anew.answer.runs, without.answer.runs);
    assert.deepEqual(anew.answer.states, without.answer.states);
  });
});
