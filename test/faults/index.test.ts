import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { IndexedStore, writeRichRun } from "#test/support/indexedStore.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

import { note } from "./results.ts";
import { cases, isFull, randoms, seed } from "./scale.ts";

const databases = ["series.db", "runicorn.db"] as const;
const found = "0 answers other than the files'";

/** A store whose index a process was writing when it was killed: the newest is in the `-wal` files only. */
async function killedInMiddle(root: string, delay: number): Promise<void> {
  const script = path.resolve("test/support/indexStore.ts");
  const child = spawn(process.execPath, [script, root], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  await sleep(delay);
  child.kill("SIGKILL");
  await ended;
}

describe(`Faults: an index that is harmed (seed ${seed})`, function () {
  this.timeout(isFull ? 1_200_000 : 120_000);
  const random = randoms(seed);
  const below = (end: number) => Math.floor(random() * end);
  let store: IndexedStore;
  before(async () => {
    store = new IndexedStore();
    await store.prepare();
  });
  after(() => store.dispose());
  const file = (name: string) => path.join(store.index, name);

  it("with a flipped bit answers as the files do", async () => {
    const flips = cases(6, 200);
    let noticed = 0;
    for (let i = 0; i < flips; i++) {
      const name = databases[i % 2] ?? "series.db";
      store.restore();
      const bytes = readFileSync(file(name));
      const [at, bit] = [100 + below(bytes.length - 100), below(8)];
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
      writeFileSync(file(name), bytes);
      await store.judge(`bit ${bit} of byte ${at} of ${name}`);
      if (store.said.length > 0) noticed++;
    }
    const others = flips - noticed;
    const said = `${found}; ${noticed} noticed and built anew, ${others} changed no answer`;
    note({ fault: "a flipped bit in the index", sdk: "none", tried: flips, found: said });
  });

  it("cut short anywhere answers as the files do", async () => {
    const cuts = cases(4, 100);
    for (let i = 0; i < cuts; i++) {
      const name = databases[i % 2] ?? "series.db";
      store.restore();
      const size = below(statSync(file(name)).size);
      truncateSync(file(name), size);
      await store.judge(`${name} cut to ${size} bytes`);
    }
    note({ fault: "an index file cut short", sdk: "none", tried: cuts, found });
  });

  it("that lacks a file, or has another store's, answers as the files do", async () => {
    const other = new TempStore();
    const others = path.join(other.folder, "index");
    try {
      writeRichRun(other, "run1", 9);
      await store.opened((opened) => until(() => opened.counts().pending === 0), {
        root: other.root,
        indexDir: others,
      });
      for (const name of databases) {
        store.restore();
        rmSync(file(name));
        await store.judge(`${name} is gone`);
        store.restore();
        cpSync(path.join(others, name), file(name));
        await store.judge(`${name} is that of another store`);
      }
    } finally {
      other.dispose();
    }
    note({ fault: "an index file lost, or another store's", sdk: "none", tried: 4, found });
  });

  it("replaced or damaged while it is open answers as the files do", async () => {
    for (const name of databases) {
      store.restore();
      await store.opened(async (opened) => {
        const draft = path.join(store.temp.folder, "draft");
        cpSync(path.join(store.whole, name), draft);
        renameSync(draft, file(name));
        await store.judgeOpen(opened);
        writeFileSync(draft, "garbage".repeat(5000));
        renameSync(draft, file(name));
        await store.judgeOpen(opened);
      });
      await store.judge(`${name} was replaced`);
    }
    note({ fault: "an index file replaced while it is open", sdk: "none", tried: 4, found });
  });

  it("of an older version is built anew, of a newer one left alone", async () => {
    const versionAt = 60;
    for (const name of databases) {
      for (const by of [-1, 1]) {
        store.restore();
        const bytes = readFileSync(file(name));
        const version = bytes.readUInt32BE(versionAt) + by;
        bytes.writeUInt32BE(version, versionAt);
        writeFileSync(file(name), bytes);
        await store.judge(`${name} of version ${version}`, { indexDir: store.index });
        const after = readFileSync(file(name));
        if (by === 1) assert.ok(after.equals(bytes), `${name} of a newer version was touched`);
        else assert.equal(after.readUInt32BE(versionAt), version + 1);
      }
    }
    note({ fault: "an index of an older, and of a newer version", sdk: "none", tried: 4, found });
  });
});

describe(`Faults: an indexing process that is killed (seed ${seed})`, function () {
  this.timeout(isFull ? 1_200_000 : 120_000);

  it("leaves an index that answers as the files do, be the -wal there or lost", async () => {
    const kills = cases(4, 60);
    const random = randoms(seed + 1);
    const store = new IndexedStore();
    try {
      for (let i = 0; i < 2; i++) writeRichRun(store.temp, `large${i}`, i, 20_000);
      await store.learn();
      let logs = 0;
      for (let i = 0; i < kills; i++) {
        if (i % 2 === 0) rmSync(store.index, { recursive: true });
        // More to index, so that each is killed while it works.
        else appendFileSync(logOf(store), records(i));
        await killedInMiddle(store.temp.root, random() * 300);
        if (i % 2 === 1) {
          // What the files say now, told by an index of its own.
          cpSync(store.index, store.whole, { recursive: true });
          rmSync(store.index, { recursive: true });
          await store.learn();
          store.restore();
          rmSync(store.whole, { recursive: true });
        }
        const isLost = i % 4 >= 2;
        for (const name of isLost ? ["series.db-wal", "runicorn.db-wal"] : []) {
          const wal = path.join(store.index, name);
          if (existsSync(wal)) logs++;
          rmSync(wal, { force: true });
        }
        await store.judge(`kill ${i}`);
      }
      note({
        fault: `kill -9 while indexing; of every other pair the -wal is lost, too`,
        sdk: "none",
        tried: kills,
        found: `${found}; ${logs} -wal files were removed`,
      });
    } finally {
      store.dispose();
    }
  });

  const logOf = (store: IndexedStore) =>
    path.join(store.temp.root, "cv/resnet/runs/large0/events.jsonl");
  const records = (i: number) =>
    Array.from(
      { length: 500 },
      (_, j) =>
        `{"ts":${i},"type":"metrics","data":{"loss":${j},"extra${i}":${i},"global_step":${j},"time":${i}}}\n`,
    ).join("");
});
