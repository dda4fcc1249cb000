import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Store } from "#core/store/store.ts";
import { storeDigest } from "#test/support/storeDigest.ts";
import { appendPoints, TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const indexed = (store: Store) => until(() => store.counts().pending === 0, { timeout: 20_000 });

for (const driver of ["better-sqlite3", "node:sqlite"] as const) {
  describe(`a store whose index is harmed, with ${driver}`, () => {
    let temp: TempStore;
    let stores: Store[];
    beforeEach(() => {
      temp = new TempStore();
      stores = [];
      for (let i = 0; i < 4; i++) {
        const points = Array.from({ length: 3000 }, (_, j) => ({ loss: Math.sin(i + j), acc: j }));
        temp.writeRun({ id: `run${i}`, name: `n${i % 2}`, config: { lr: i }, points });
      }
    });
    afterEach(() => {
      for (const store of stores) store.dispose();
      temp.dispose();
    });

    async function open(): Promise<Store> {
      const store = await Store.open({ root: temp.root, driver });
      stores.push(store);
      await indexed(store);
      return store;
    }
    const index = (file = "") => path.join(temp.root, ".index", file);

    it("answers the same when the index is deleted while it is open, and puts it back", async () => {
      const store = await open();
      const before = await storeDigest(store);
      rmSync(index(), { recursive: true });
      assert.deepEqual(await storeDigest(store), before);
      await until(() => existsSync(index("series.db")));
      await indexed(store);
      assert.deepEqual(await storeDigest(store), before);
      appendPoints(store.runDirectory("run0"), [{ loss: 7, acc: 7 }], 3001);
      assert.equal((await store.listMetrics("run0"))[0]?.count, 3001);
    });

    it("answers the same when either file is deleted or overwritten while it is closed", async () => {
      const before = await storeDigest(await open());
      for (const file of ["runicorn.db", "series.db"]) {
        stores.pop()?.dispose();
        rmSync(index(file));
        assert.deepEqual(await storeDigest(await open()), before, `${file} deleted`);
        stores.pop()?.dispose();
        const bytes = readFileSync(index(file));
        bytes.fill(0xa5, 4096, bytes.length);
        writeFileSync(index(file), bytes);
        assert.deepEqual(await storeDigest(await open()), before, `${file} overwritten`);
        stores.pop()?.dispose();
        truncateSync(index(file), 9000);
        assert.deepEqual(await storeDigest(await open()), before, `${file} cut off`);
      }
    });

    it("answers the same when the series are overwritten while it is open", async () => {
      const store = await open();
      const before = await storeDigest(store);
      const bytes = readFileSync(index("series.db"));
      bytes.fill(0xa5, 4096, bytes.length);
      writeFileSync(index("series.db"), bytes);
      rmSync(index("series.db-wal"), { force: true });
      assert.deepEqual(await storeDigest(store), before);
    });

    it("serves two stores on one root at once, both of which read what is appended", async () => {
      const [a, b] = [await open(), await open()];
      for (let round = 1; round <= 5; round++) {
        appendPoints(
          a.runDirectory("run1"),
          [{ loss: round, acc: round, extra: round }],
          3000 + round,
        );
        const [inA, inB] = await Promise.all([storeDigest(a), storeDigest(b)]);
        assert.deepEqual(inA, inB);
      }
      rmSync(index(), { recursive: true });
      await until(() => existsSync(index("series.db")));
      await Promise.all([indexed(a), indexed(b)]);
      assert.deepEqual(await storeDigest(a), await storeDigest(b));
    });

    it("keeps its index elsewhere when somebody else's file has its name", async () => {
      mkdirSync(index());
      const foreign = "SQLite format 3\0 of another program".padEnd(200);
      writeFileSync(index("series.db"), foreign);
      const store = await Store.open({ root: temp.root, driver, indexDir: index() });
      stores.push(store);
      assert.equal((await store.listMetrics("run2"))[1]?.max, 2999);
      assert.equal(readFileSync(index("series.db"), "utf8"), foreign);
    });
  });
}

describe("a store that is indexed by processes that die", () => {
  let temp: TempStore;
  beforeEach(() => {
    temp = new TempStore();
  });
  afterEach(() => temp.dispose());

  function startIndexing(): ChildProcess {
    const script = path.join(import.meta.dirname, "../../support/indexStore.ts");
    return spawn(process.execPath, [script, temp.root], { stdio: ["ignore", "pipe", "inherit"] });
  }

  it("is the index of a prefix of the files at every instant", async function () {
    this.timeout(120_000);
    const directory = temp.writeRun({ id: "run" });
    let written = 0;
    const append = (n: number) => {
      const points = Array.from({ length: n }, (_, i) => {
        const at = written + i;
        return at % 5000 === 4999 ? { loss: at } : { loss: Math.sin(at), acc: at, rare: at };
      });
      appendPoints(directory, points, written + 1);
      written += n;
    };
    for (let kill = 0; kill < 4; kill++) {
      const child = startIndexing();
      assert.ok(child.stdout);
      await once(child.stdout, "data");
      append(8000);
      await sleep(20 + kill * 35);
      appendFileSync(path.join(directory, "events.jsonl"), `{"type":"metrics","da`);
      appendFileSync(path.join(directory, "events.jsonl"), `ta":{"torn":${kill}}}\n`);
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    const store = await Store.open({ root: temp.root });
    await indexed(store);
    const resumed = await storeDigest(store);
    store.dispose();
    rmSync(path.join(temp.root, ".index"), { recursive: true });
    const fresh = await Store.open({ root: temp.root });
    await indexed(fresh);
    assert.deepEqual(resumed, await storeDigest(fresh));
    assert.equal(
      (await fresh.listMetrics("run")).find(({ key }) => key === "loss")?.count,
      written,
    );
    fresh.dispose();
  });

  it("is indexed by two processes at once without harm", async function () {
    this.timeout(30_000);
    const directory = temp.writeRun({ id: "run" });
    const children = [startIndexing(), startIndexing()];
    try {
      await Promise.all(children.map((child) => once(child.stdout ?? child, "data")));
      const store = await Store.open({ root: temp.root });
      for (let i = 0; i < 20; i++) {
        appendPoints(
          directory,
          Array.from({ length: 500 }, (_, j) => ({ loss: i * 500 + j })),
          i * 500 + 1,
        );
        const [loss] = await store.listMetrics("run");
        assert.equal(loss?.count, (i + 1) * 500);
        assert.equal(loss.last, i * 500 + 499);
      }
      store.dispose();
    } finally {
      for (const child of children) child.kill("SIGKILL");
    }
  });
});

describe("a store that cannot be read or written everywhere", () => {
  let temp: TempStore;
  let store: Store | undefined;
  beforeEach(() => {
    temp = new TempStore();
  });
  afterEach(() => {
    store?.dispose();
    store = undefined;
    temp.dispose();
  });

  it("tells what it cannot read, hangs on nothing, and loses nothing else", async () => {
    const directory = temp.writeRun({ id: "odd" });
    for (const file of ["events.jsonl", "logs.txt", "summary.json", "assets.json"]) {
      rmSync(path.join(directory, file));
    }
    mkdirSync(path.join(directory, "events.jsonl"));
    execFileSync("mkfifo", [
      path.join(directory, "logs.txt"),
      path.join(directory, "summary.json"),
    ]);
    writeFileSync(path.join(directory, "assets.json"), `{"config": {"args": {"lr": 0.`);
    const broken = temp.writeRun({ id: "broken" });
    for (const file of ["meta.json", "status.json"])
      writeFileSync(path.join(broken, file), "\0\xff[");
    temp.writeRun({ id: "good", points: [{ a: 1 }] });
    store = await Store.open({ root: temp.root });
    await indexed(store);
    assert.deepEqual(
      store
        .getRun("odd")
        .problems.map(({ file, kind }) => `${file} ${kind}`)
        .sort(),
      ["assets.json damaged_file", "events.jsonl unreadable_file", "summary.json unreadable_file"],
    );
    assert.deepEqual(await store.listMetrics("odd"), []);
    assert.deepEqual((await store.readLogs("odd", { tail: true, limit: 10 })).lines, []);
    assert.equal(store.getRun("broken").problem_count, 2);
    assert.equal(store.counts().runs, 3);
    assert.equal((await store.listMetrics("good"))[0]?.count, 1);
  });

  it("keeps the index in the user's cache when the root takes none", async () => {
    temp.writeRun({ id: "run", points: [{ a: 1 }] });
    writeFileSync(path.join(temp.root, ".index"), "in the way");
    const cache = path.join(temp.folder, "cache");
    const before = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = cache;
    try {
      store = await Store.open({ root: temp.root });
    } finally {
      if (before === undefined) delete process.env["XDG_CACHE_HOME"];
      else process.env["XDG_CACHE_HOME"] = before;
    }
    assert.equal((await store.listMetrics("run"))[0]?.count, 1);
    const [hash = ""] = readdirSync(path.join(cache, "runicorn"));
    assert.equal(`local-${hash}`, store.id);
    assert.ok(statSync(path.join(cache, "runicorn", hash, "series.db")).size > 0);
  });

  it("opens a root that does not exist, creates nothing there, and sees it come", async () => {
    rmSync(temp.root, { recursive: true });
    store = await Store.open({ root: temp.root, indexDir: path.join(temp.folder, "index") });
    assert.deepEqual(store.counts(), { runs: 0, pending: 0, pendingBytes: 0 });
    assert.ok(!existsSync(temp.root));
    temp.writeRun();
    const opened = store;
    await until(() => opened.counts().runs === 1, { timeout: 8000 });
  });
});
