import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { StoreEvent } from "#core/protocol/live.ts";
import { RunsQuery } from "#core/protocol/run.ts";
import { FacetsQuery } from "#core/protocol/runTable.ts";
import { Store } from "#core/store/store.ts";
import { generateRuns } from "#test/support/generateRuns.ts";
import { variedRuns } from "#test/support/plainRuns.ts";
import { appendPoints, TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const sorts = [
  "created_at",
  "alias",
  "config.lr",
  "metrics.loss.min",
  "metrics.loss.best",
  "notes",
];

/** Lists by many fields, a search and counts: columns of every kind have to be right for them. */
async function answersOf(store: Store): Promise<unknown> {
  const lists = sorts.map((sort) =>
    store.listRuns(RunsQuery.parse({ sort, limit: 1000, columns: "metrics,config,summary" })),
  );
  const found = store.listRuns(RunsQuery.parse({ q: "seed or tag = new or config.lr = 7" }));
  const fields = "status,tag,alias,config.lr,summary.best.acc,metrics.loss.last";
  return { lists, found, facets: await store.runs.facets(FacetsQuery.parse({ fields })) };
}

describe("Columns in memory", function () {
  this.timeout(60_000);
  let temp: TempStore;
  let stores: Store[];
  const open = async (options: { indexDir?: string; patienceMs?: number } = {}) => {
    const store = await Store.open({ root: temp.root, ...options });
    stores.push(store);
    return store;
  };
  beforeEach(() => {
    temp = new TempStore();
    stores = [];
  });
  afterEach(() => {
    for (const store of stores) store.dispose();
    temp.dispose();
  });

  /** Waits until a store that has been open answers as one that is opened now, with an index of its own. */
  async function sameAsAnew(store: Store, name: string): Promise<void> {
    const fresh = await open({ indexDir: path.join(temp.folder, name) });
    await until(() => fresh.counts().pending === 0);
    const expected = await answersOf(fresh);
    await until(
      async () => {
        assert.deepEqual(await answersOf(store), expected);
        return true;
      },
      { timeout: 20_000, every: 50 },
    );
  }

  it("follow what becomes of the files", async () => {
    const directories = variedRuns(20).map((run) => temp.writeRun(run));
    const at = (i: number, file = "") => path.join(directories[i] ?? "", file);
    const store = await open();
    await until(() => store.counts().pending === 0);
    await answersOf(store);
    const edit = (i: number, change: object) => store.editor.edit(path.basename(at(i)), change);

    edit(3, { alias: "a seed", tags: ["new"], notes: "grown" });
    edit(1, { pinned: false, alias: null });
    await sameAsAnew(store, "edited");

    temp.writeRun({ ...variedRuns(1)[0], id: "later", config: { lr: 7 } });
    rmSync(at(5), { recursive: true });
    writeFileSync(at(7, ".deleted"), "{}");
    await sameAsAnew(store, "come and gone");

    writeFileSync(at(8, "assets.json"), JSON.stringify({ config: { args: { lr: 7, more: "x" } } }));
    appendPoints(at(9), [{ loss: -1000 }], 3);
    const mode = { key: "lo*", mode: "max" };
    appendFileSync(
      at(1, "events.jsonl"),
      `${JSON.stringify({ ts: 1, type: "define_metric", data: mode })}\n`,
    );
    const best = { best_metric_name: "loss", best_metric_mode: "min", best_metric_value: -9 };
    writeFileSync(at(9, "summary.json"), JSON.stringify(best));
    await sameAsAnew(store, "changed");
    const runs = new Map(
      store.listRuns(RunsQuery.parse({ columns: "metrics" })).runs.map((run) => [run.id, run]),
    );
    assert.equal(runs.get("run001")?.metrics?.["loss"]?.best, 1);
    assert.equal(runs.get("run009")?.metrics?.["loss"]?.best, -1000);
    const [info] = await store.listMetrics("run001");
    assert.equal(info?.best, 1);
  });

  it("follow what another process was quicker to write to the index, and tell it", async () => {
    for (const run of variedRuns(6)) temp.writeRun(run);
    const [one, other] = [await open(), await open()];
    await until(() => one.counts().pending === 0 && other.counts().pending === 0);
    await answersOf(one);
    await answersOf(other);
    const told: StoreEvent[][] = [[], []];
    one.onEvent((event) => told[0]?.push(event));
    other.onEvent((event) => told[1]?.push(event));
    one.editor.edit("run001", { alias: "new name" });
    temp.writeRun({ ...variedRuns(2)[1], id: "later" });
    const isTold = (events: readonly StoreEvent[]) =>
      events.some((event) => event.type === "run_changed" && event.run.alias === "new name") &&
      events.some((event) => event.type === "run_created" && event.run.id === "later");
    await until(() => told.every(isTold), { timeout: 20_000 });
    await sameAsAnew(other, "anew");
  });

  it("answer while a large store is looked at for the first time, and say so", async () => {
    const count = 1500;
    generateRuns({ root: temp.root, count });
    const store = await open({ patienceMs: 1 });
    const events: StoreEvent[] = [];
    store.onEvent((event) => events.push(event));
    // On a quick machine it would be over before anything is told.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
    const first = JSON.parse(await store.runs.listJson(RunsQuery.parse({}))) as ReturnType<
      Store["listRuns"]
    >;
    assert.ok(first.indexing && first.total < count, "the list is not a whole one");
    await until(() => store.listRuns(RunsQuery.parse({})).indexing === undefined, {
      timeout: 60_000,
    });
    assert.equal(store.listRuns(RunsQuery.parse({})).total, count);
    await until(() => store.counts().pending === 0);
    const totals = events.filter((event) => event.type === "indexing");
    const [told, last] = [totals.at(0), totals.at(-1)];
    assert.ok(told && told.done < count, "it is told how far it is");
    assert.deepEqual([last?.done, last?.total], [count, count]);
  });
});
