import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { openDatabase } from "#core/store/index/db.ts";
import { rowChecksum } from "#core/store/index/rowChecksum.ts";
import type { RunVerdict } from "#core/store/index/verifyIndex.ts";
import { Store } from "#core/store/store.ts";
import { cases, randoms, seed } from "#test/faults/scale.ts";
import { runHere } from "#test/support/runHere.ts";
import { storeDigest } from "#test/support/storeDigest.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const flips = cases(10, 200);

describe("the index, compared with the files", function () {
  this.timeout(120_000);
  let temp: TempStore;
  beforeEach(() => {
    temp = new TempStore();
    for (let i = 0; i < 3; i++) {
      const points = Array.from({ length: 5000 }, (_, j) =>
        j % 7 === 0 ? { loss: Math.sin(i + j), acc: j } : { loss: j / 3 },
      );
      const config = { lr: i, behind: "same" };
      temp.writeRun({ id: `run${i}`, config, points, summary: { best: i } });
    }
    temp.writeRun({ id: "empty" });
  });
  afterEach(() => temp.dispose());

  const file = (name: string) => path.join(temp.root, ".index", name);
  async function withStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
    const store = await Store.open({ root: temp.root });
    try {
      await until(() => store.counts().pending === 0, { timeout: 20_000 });
      return await use(store);
    } finally {
      store.dispose();
    }
  }
  async function verdicts(store: Store): Promise<RunVerdict[]> {
    const found: RunVerdict[] = [];
    for await (const one of store.verifyIndex()) found.push(one);
    return found;
  }

  it("is the same, run by run", async () => {
    const found = await withStore(verdicts);
    const names = found.map(({ dir, verdict }) => `${path.basename(dir)} ${verdict}`).sort();
    assert.deepEqual(names, ["empty same", "run0 same", "run1 same", "run2 same"]);
  });

  it(`is never called the same when a flipped bit changes an answer (seed ${seed})`, async () => {
    const truth = await withStore(storeDigest);
    const whole = readFileSync(file("series.db"));
    const next = randoms(seed);
    const random = (below: number) => Math.floor(next() * below);
    let noticed = 0;
    for (let i = 0; i < flips; i++) {
      const bytes = Buffer.from(whole);
      const at = 100 + random(bytes.length - 100);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random(8)), at);
      writeFileSync(file("series.db"), bytes);
      const { found, answers } = await withStore(async (store) => ({
        found: await verdicts(store),
        answers: await storeDigest(store),
      }));
      const isSame = found.every(({ verdict }) => verdict === "same");
      if (!isSame) noticed++;
      else assert.ok(isDeepStrictEqual(answers, truth), `byte ${at} of the index`);
    }
    assert.ok(noticed > 0);
  });

  it("is told from one whose typed events are others, even where all checksums are right", async () => {
    const events = ["text", "alert"].map(
      (type, i) => `{"ts":${i},"type":"${type}","data":{"key":"k","text":"right"}}\n`,
    );
    appendFileSync(path.join(temp.root, "cv/resnet/runs/run1/events.jsonl"), events.join(""));
    const verdict = async () => {
      const found = await withStore(verdicts);
      return found.find(({ dir }) => dir.endsWith("run1"));
    };
    assert.equal((await verdict())?.verdict, "same");
    const db = openDatabase(file("series.db"));
    const row = db.prepare("SELECT * FROM event WHERE type = 'alert'").get() ?? assert.fail();
    const record = String(row["record"]).replace("right", "wrong");
    const checksum = rowChecksum(
      ...["source", "id", "type", "key", "step"].map((name) => row[name] ?? null),
      record,
    );
    db.prepare("UPDATE event SET record = ?, checksum = ? WHERE type = 'alert'").run(
      record,
      checksum,
    );
    db.close();
    const found = await verdict();
    assert.deepEqual(
      [found?.verdict, found?.verdict === "different" && found.what],
      ["different", "its typed events"],
    );
  });

  it("is put right by a rebuild, and the command says all of it", async () => {
    const run = (action: string, ...options: string[]) =>
      runHere(["index", action, "--storage", temp.root, ...options], { cwd: temp.folder });
    assert.match((await run("rebuild")).stdout, /4 runs indexed in .*\.index/);
    assert.match((await run("verify")).stdout, /equals the files of 4 runs, and differs for 0/);
    const bytes = readFileSync(file("series.db"));
    // The rows of a curve are plain numbers in the file.
    const wanted = Buffer.from(new Float64Array([1000 / 3]).buffer);
    const at = bytes.indexOf(wanted);
    assert.notEqual(at, -1);
    bytes.writeDoubleLE(1e6, at);
    writeFileSync(file("series.db"), bytes);
    const wrong = await run("verify");
    assert.equal(wrong.code, 1);
    assert.match(wrong.stdout, /run\d: (metric loss|it is damaged)\n/);
    const json = JSON.parse((await run("verify", "--json")).stdout) as Record<string, unknown>;
    assert.equal(json["same"], 3);
    assert.equal(json["different"], 1);
    assert.equal((await run("rebuild")).code, 0);
    assert.equal((await run("verify")).code, 0);
  });
});
