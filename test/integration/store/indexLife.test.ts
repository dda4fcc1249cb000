import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";

import { RunsQuery } from "#core/protocol/run.ts";
import { openDatabase } from "#core/store/index/db.ts";
import { Store, type StoreOptions } from "#core/store/store.ts";
import { storeDigest } from "#test/support/storeDigest.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

describe("the index of an open store", function () {
  this.timeout(60_000);
  let temp: TempStore;
  let said: string[];
  const stores = new Set<Store>();
  const children = new Set<ChildProcess>();
  beforeEach(() => {
    temp = new TempStore();
    said = [];
    const points = Array.from({ length: 500 }, (_, i) => ({ loss: Math.sin(i), acc: i }));
    for (let i = 0; i < 8; i++) temp.writeRun({ id: `run${i}`, points });
  });
  afterEach(() => {
    for (const store of stores) store.dispose();
    for (const child of children) child.kill("SIGKILL");
    stores.clear();
    children.clear();
    temp.dispose();
  });

  const index = (file = "") => path.join(temp.root, ".index", file);
  const indexed = (store: Store) => until(() => store.counts().pending === 0, { timeout: 30_000 });
  function change(file: string, sql: string): void {
    const db = openDatabase(index(file));
    db.exec(sql);
    db.close();
  }
  const ids = (store: Store) => {
    const { runs } = store.listRuns(RunsQuery.parse({ limit: 100 }));
    return new Set(runs.map(({ id }) => id));
  };
  async function open(options: Partial<StoreOptions> = {}): Promise<Store> {
    const log = (message: string) => void said.push(message);
    const store = await Store.open({ root: temp.root, log, ...options });
    stores.add(store);
    return store;
  }

  it("is filled after all when another process has kept it locked, and followed from then on", async () => {
    const first = await open();
    await indexed(first);
    first.dispose();
    temp.writeRun({ id: "new" });
    const script = path.join(import.meta.dirname, "../../support/lockIndex.ts");
    const child = spawn(process.execPath, [script, index("runicorn.db"), "4000"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.add(child);
    await once(child.stdout, "data");
    const store = await open({ patienceMs: 20 });
    await until(() => ids(store).has("new"), { timeout: 20_000 });
    await indexed(store);
    temp.writeRun({ id: "newer" });
    await until(() => ids(store).has("newer"), { timeout: 20_000 });
  });

  it("goes elsewhere when its files cannot be removed, and answers the same", async () => {
    const store = await open();
    await indexed(store);
    const before = await storeDigest(store);
    // A folder in the way is as good as a disk that can only be read.
    mkdirSync(index("runicorn.db-journal/full"), { recursive: true });
    store.rebuildIndex();
    assert.notEqual(store.indexFolder, index());
    await indexed(store);
    assert.deepEqual(await storeDigest(store), before);
  });

  it("is built anew once, however many find it damaged", async () => {
    const store = await open();
    await indexed(store);
    const before = await storeDigest(store);
    store.dispose();
    change("series.db", "UPDATE source SET checksum = 0");
    const again = await open();
    const asked = Array.from({ length: 8 }, (_, i) => again.listMetrics(`run${i}`));
    for (const metrics of await Promise.all(asked)) assert.equal(metrics[0]?.count, 500);
    await indexed(again);
    assert.deepEqual(await storeDigest(again), before);
    const repairs = said.filter((message) => message.includes("damaged"));
    assert.equal(repairs.length, 1, said.join("\n"));
  });

  it("has one run read anew whose blocks are lost, and keeps the others", async () => {
    const store = await open();
    await indexed(store);
    const before = await storeDigest(store);
    store.dispose();
    change("series.db", "DELETE FROM block WHERE id = (SELECT min(id) FROM block)");
    const again = await open();
    assert.deepEqual(await storeDigest(again), before);
    assert.deepEqual(said, []);
  });

  it("keeps a run of which the system refuses to say anything for a while", async () => {
    const store = await open();
    await indexed(store);
    const directory = store.runDirectory("run3");
    const deleted: string[] = [];
    store.onEvent((event) => {
      if (event.type === "run_deleted") deleted.push(event.id);
    });
    renameSync(directory, `${temp.folder}/away`);
    // It leads to itself: the answer to every question is ELOOP, as it would be EIO on a disk that has gone.
    symlinkSync(directory, directory);
    temp.writeRun({ id: "later" });
    await until(() => ids(store).has("later"));
    assert.ok(ids(store).has("run3"));
    rmSync(directory);
    renameSync(`${temp.folder}/away`, directory);
    assert.equal((await store.listMetrics("run3"))[0]?.count, 500);
    assert.deepEqual(deleted, []);
  });
});
