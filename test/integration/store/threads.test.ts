import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { StoreEvent } from "#core/protocol/live.ts";
import { Store } from "#core/store/store.ts";
import { cases, randoms, seed } from "#test/faults/scale.ts";
import { storeDigest } from "#test/support/storeDigest.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const kills = cases(4, 60);

/** Records `first` to `last`, about 110 bytes each; every thousandth is of another make, some are none. */
function records(first: number, last: number): string {
  const lines: string[] = [];
  for (let i = first; i <= last; i++) {
    const loss = i % 97 === 0 ? "NaN" : Math.sin(i);
    const more = i % 1000 === 0 ? `,"val":${i}` : "";
    if (i % 5003 === 0) lines.push("garbage\n");
    if (i % 7001 === 0) lines.push(`{"ts":${i},"type":"text","data":{"key":"t","text":"${i}"}}\n`);
    lines.push(
      `{"ts":${i}.5,"type":"metrics","data":{"loss":${loss},"acc":${i / 7}${more},"global_step":${i},"time":${i}.5}}\n`,
    );
  }
  return lines.join("");
}

describe("large files, read in threads", function () {
  this.timeout(120_000);
  let temp: TempStore;
  /** A run of 45,000 records on its own, which three tests index in their ways, and what it is. */
  let one: TempStore;
  let oneTruth: unknown;
  const stores = new Set<Store>();
  const children = new Set<ChildProcess>();
  before(async () => {
    one = new TempStore();
    appendFileSync(path.join(one.writeRun({ id: "run" }), "events.jsonl"), records(1, 45_000));
    oneTruth = await truth(one);
  });
  after(() => one.dispose());
  beforeEach(() => {
    temp = new TempStore();
  });
  afterEach(() => {
    closeAll();
    temp.dispose();
    forgetIndex();
  });

  function closeAll(): void {
    for (const store of stores) store.dispose();
    for (const child of children) child.kill("SIGKILL");
    stores.clear();
    children.clear();
  }
  const forgetIndex = () => rmSync(path.join(one.root, ".index"), { recursive: true, force: true });
  async function open(of = temp, options: { indexDir?: string } = {}): Promise<Store> {
    const store = await Store.open({ root: of.root, ...options });
    stores.add(store);
    return store;
  }
  const indexed = (store: Store) => until(() => store.counts().pending === 0, { timeout: 60_000 });
  async function answers(store: Store): Promise<unknown> {
    await indexed(store);
    return storeDigest(store);
  }
  /** What slices on the main thread make of the files: an index in memory has no threads. */
  async function truth(of = temp): Promise<unknown> {
    const inTheWay = path.join(of.folder, "file");
    writeFileSync(inTheWay, "");
    const store = await open(of, { indexDir: path.join(inTheWay, "index") });
    assert.equal(store.indexFolder, undefined);
    const found = await answers(store);
    store.dispose();
    return found;
  }
  const start = async () => {
    const script = path.join(import.meta.dirname, "../../support/indexStore.ts");
    const child = spawn(process.execPath, [script, one.root], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.add(child);
    await once(child.stdout, "data");
    return child;
  };

  it("answers as slices do, several runs and ranks at once, and says how much is left", async () => {
    for (const id of ["a", "b"]) {
      const directory = temp.writeRun({ id });
      appendFileSync(path.join(directory, "events.jsonl"), records(1, 12_000));
    }
    const ranks = temp.writeRun({ id: "ranks" });
    for (const [rank, count] of [12_000, 10_000].entries()) {
      writeFileSync(path.join(ranks, `events.rank${rank}.jsonl`), records(1, count));
    }
    const store = await open();
    const { pending, pendingBytes } = store.counts();
    assert.equal(pending, 3);
    assert.ok(pendingBytes > 4e6, `${pendingBytes} bytes`);
    const found = await answers(store);
    assert.deepEqual(store.counts(), { runs: 3, pending: 0, pendingBytes: 0 });
    assert.deepEqual(found, await truth());
    for await (const { verdict } of store.verifyIndex()) assert.equal(verdict, "same");
  });

  it("goes on where it was when the store is closed in the middle", async () => {
    const store = await open(one);
    await until(() => store.getRun("run").indexed_bytes > 0, { timeout: 30_000, every: 1 });
    store.dispose();
    const again = await open(one);
    const { indexed_bytes, total_bytes } = again.getRun("run");
    assert.ok(indexed_bytes > 0 && indexed_bytes <= total_bytes);
    assert.deepEqual(await answers(again), oneTruth);
  });

  it("tells of much that is appended at once, and of a file that is another one", async () => {
    const directory = temp.writeRun({ id: "run", status: { status: "running" } });
    writeFileSync(
      path.join(directory, "meta.json"),
      JSON.stringify({ id: "run", pid: process.pid }),
    );
    const file = path.join(directory, "events.jsonl");
    appendFileSync(file, records(1, 10));
    const store = await open();
    await indexed(store);
    const told: Extract<StoreEvent, { type: "points_appended" }>[] = [];
    const alerts: string[] = [];
    store.onEvent((event) => {
      if (event.type === "points_appended") told.push(event);
      if (event.type === "events_appended") alerts.push(...event.alerts.map(({ text }) => text));
    });
    const alert = { ts: Date.now() / 1000, type: "alert", data: { text: "loss is NaN" } };
    const rest = records(15_001, 25_000);
    appendFileSync(file, `${records(11, 15_000)}${JSON.stringify(alert)}\n${rest}`);
    const news = await until(() => told.find(({ last }) => last["loss"]?.step === 25_000), {
      timeout: 30_000,
    });
    assert.deepEqual(alerts, ["loss is NaN"]);
    const loss = news.unsent.find(({ key }) => key === "loss");
    assert.deepEqual([loss?.first, loss?.count], [10, 24_990]);
    writeFileSync(file, records(100_000, 120_000));
    await until(async () => (await store.listMetrics("run"))[0]?.first_step === 100_000, {
      timeout: 30_000,
    });
    assert.deepEqual(await answers(store), await truth());
  });

  it(`leaves the index of a prefix when it is killed, ${kills} times (seed ${seed})`, async () => {
    const random = randoms(seed);
    for (let i = 0; i < kills; i++) {
      const child = await start();
      await sleep(random() * 400);
      child.kill("SIGKILL");
      await once(child, "exit");
      if (i % 4 !== 3) continue;
      const store = await open(one);
      assert.deepEqual(await answers(store), oneTruth);
      for await (const { verdict } of store.verifyIndex()) assert.equal(verdict, "same");
      store.dispose();
      forgetIndex();
    }
  });

  it("shares the work with other processes", async () => {
    await Promise.all([start(), start()]);
    const store = await open(one);
    assert.deepEqual(await answers(store), oneTruth);
  });
});
