import assert from "node:assert/strict";
import path from "node:path";

import { readRunFiles, stampRun } from "#core/store/files/runFiles.ts";
import { thisHost } from "#core/store/follow/liveness.ts";
import { RunIndex } from "#core/store/runs/runIndex.ts";
import { buildRecord, noEvents } from "#core/store/runs/runRecord.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("RunIndex, shared by two processes", () => {
  let temp: TempStore;
  let one: RunIndex;
  let other: RunIndex;
  beforeEach(() => {
    temp = new TempStore();
    one = new RunIndex(temp.folder);
    other = new RunIndex(temp.folder);
  });
  afterEach(() => {
    one.file.close();
    other.file.close();
    temp.dispose();
  });

  function record(id: string, alias: string | null = null) {
    const directory = temp.writeRun({ id, meta: { alias } });
    const dir = path.relative(temp.root, directory);
    const place = { dir, layout: "seed", project: "cv", name: "resnet" } as const;
    const stamp = stampRun(directory);
    const sources = { id, place, files: readRunFiles(directory), stamp, events: noEvents };
    return { ...buildRecord(sources, thisHost(), 0), stamp: stamp.text, events: noEvents };
  }
  const put = (index: RunIndex, id: string, alias?: string) => {
    const run = record(id, alias);
    index.write(() => index.put(run.run.dir, run));
    return run.run.dir;
  };

  it("misses no change of the one after the other has deleted a run", () => {
    put(one, "a");
    const dir = put(one, "b");
    for (const _ of other.load()) continue;
    other.takeOthers();
    one.remove(dir);
    put(one, "a", "renamed");
    assert.deepEqual(
      other.takeOthers().map(({ alias }) => alias),
      ["renamed"],
    );
  });

  it("gives no run the row of one that is gone", () => {
    const dir = put(one, "a");
    for (const _ of other.load()) continue;
    one.remove(dir);
    const next = put(one, "b");
    const row = one.slots.rowOf(one.slots.slotOf(next) ?? -1);
    assert.equal(other.slots.slotOfRow(row), undefined);
  });

  it("finds a run whose metrics are lost", () => {
    const dir = put(one, "a");
    const stats = { count: 1, last: 1, min: 1, max: 1, mean: 1 };
    const events = { ...noEvents, revision: 1, metrics: { loss: stats } };
    assert.equal(one.putEvents([[dir, events]])[0]?.metric_count, 1);
    assert.deepEqual(one.get(dir)?.events.metrics, { loss: stats });
    one.db.exec("DELETE FROM metric");
    assert.throws(() => one.get(dir), /lacks one of its rows/);
    assert.throws(() => one.rows.checkWhole("metric"), /lacks one of its rows/);
    one.putEvents([[dir, noEvents]]);
    assert.deepEqual(one.get(dir)?.events, noEvents);
  });
});
