import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as fc from "fast-check";

import { Store } from "#core/store/store.ts";
import { cases } from "#test/faults/scale.ts";
import { storeDigest } from "#test/support/storeDigest.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const indexed = (store: Store) => until(() => store.counts().pending === 0, { timeout: 20_000 });

const number = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(NaN, Infinity, -Infinity, -0));
const metrics = fc
  .record({
    step: fc.integer({ min: 0, max: 30 }),
    time: fc.integer({ min: 0, max: 5 }),
    data: fc.dictionary(
      fc.constantFrom("loss", "acc", "val/loss", "__proto__", "µ", "\ud800", "a\0b"),
      number,
    ),
  })
  .map(({ step, time, data }) => {
    const fields = Object.entries(data).map(
      ([key, value]) => `${JSON.stringify(key)}: ${Object.is(value, -0) ? "-0.0" : value}`,
    );
    const all = [...fields, `"global_step": ${step}`, `"time": ${time}`].join(", ");
    return `{"ts": ${time}, "type": "metrics", "data": {${all}}}\n`;
  });
const line = fc.oneof(
  { weight: 10, arbitrary: metrics },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "\n",
      "garbage\n",
      `{"type":"image","data":{}}\n`,
      "\xff\0\n",
      "[]\r\n",
    ),
  },
);

for (const driver of ["better-sqlite3", "node:sqlite"] as const) {
  describe(`indexing events with ${driver}`, () => {
    let temp: TempStore;
    beforeEach(() => {
      temp = new TempStore();
    });
    afterEach(() => temp.dispose());

    it("a file that grows by any pieces, over any restarts, ends as the file read at once", async function () {
      this.timeout(60_000);
      const cuts = fc.array(fc.tuple(fc.nat(), fc.constantFrom("read", "restart", "wait")), {
        maxLength: 6,
      });
      await fc.assert(
        fc.asyncProperty(fc.array(line, { maxLength: 40 }), cuts, async (lines, cuts) => {
          const temp = new TempStore();
          try {
            const directory = temp.writeRun();
            const file = path.join(directory, "events.jsonl");
            const bytes = Buffer.from(lines.join(""), "latin1");
            const at = cuts
              .map(([cut, what]) => ({ cut: cut % (bytes.length + 1), what }))
              .sort((a, b) => a.cut - b.cut);
            const options = { root: temp.root, driver };
            let store = await Store.open(options);
            let written = 0;
            for (const { cut, what } of [...at, { cut: bytes.length, what: "read" }]) {
              appendFileSync(file, bytes.subarray(written, cut));
              written = cut;
              if (what === "read") await store.listMetrics(path.basename(directory));
              if (what !== "restart") continue;
              store.dispose();
              store = await Store.open(options);
            }
            await indexed(store);
            const grown = await storeDigest(store);
            store.dispose();
            rmSync(path.join(temp.root, ".index"), { recursive: true });
            store = await Store.open(options);
            await indexed(store);
            assert.deepEqual(await storeDigest(store), grown);
            store.dispose();
          } finally {
            temp.dispose();
          }
        }),
        { numRuns: cases(driver === "better-sqlite3" ? 20 : 8, 200) },
      );
    });

    it("seals blocks and summaries of a long run the same way, however it was read", async () => {
      const directory = temp.writeRun();
      const file = path.join(directory, "events.jsonl");
      const run = path.basename(directory);
      const text = Array.from({ length: 30_000 }, (_, i) => {
        const split = i === 12_345 ? "" : `,"b":${i % 100 === 0 ? "NaN" : i}`;
        return `{"ts":${i},"type":"metrics","data":{"a":${Math.sin(i)}${split},"global_step":${i},"time":${i}}}\n`;
      }).join("");
      const store = await Store.open({ root: temp.root, driver });
      const middle = Math.floor(text.length / 2);
      appendFileSync(file, text.slice(0, middle));
      await store.listMetrics(run);
      appendFileSync(file, text.slice(middle));
      const before = await storeDigest(store);
      store.dispose();
      const again = await Store.open({ root: temp.root, driver });
      assert.deepEqual(await storeDigest(again), before);
      const [b] = await again.querySeries({ series: [{ run, key: "b" }], x: "step", points: 10 });
      assert.equal(b?.total, 29_999);
      assert.equal(
        b.nan.reduce((sum, n) => sum + n),
        300,
      );
      again.dispose();
    });

    it("has everything to read again from the moment a new index is asked for", async () => {
      for (const id of ["a", "b"]) temp.writeRun({ id, points: [{ loss: 1 }] });
      const store = await Store.open({ root: temp.root, driver });
      await indexed(store);
      const before = await storeDigest(store);
      store.rebuildIndex();
      assert.ok(store.counts().pending > 0);
      await indexed(store);
      assert.equal(store.getRun("a").metric_count, 1);
      assert.deepEqual(await storeDigest(store), before);
      store.dispose();
    });

    it("starts over when the file was cut off or replaced by another", async () => {
      const directory = temp.writeRun({ points: [{ a: 1 }, { a: 2 }, { a: 3 }] });
      const file = path.join(directory, "events.jsonl");
      const run = path.basename(directory);
      const store = await Store.open({ root: temp.root, driver });
      const count = async () => (await store.listMetrics(run))[0]?.count;
      assert.equal(await count(), 3);
      const [first = ""] = readFileSync(file, "utf8").split(/(?<=\n)/);
      writeFileSync(file, first);
      assert.equal(await count(), 1);
      writeFileSync(file, first.replaceAll('"a":1', '"a":7').repeat(5));
      assert.equal(await count(), 5);
      assert.equal((await store.listMetrics(run))[0]?.max, 7);
      rmSync(file);
      assert.equal(await count(), undefined);
      store.dispose();
    });

    it("parses a line of 10 MB, skips one of 100 MB, and counts what it skipped", async function () {
      this.timeout(30_000);
      const directory = temp.writeRun({ points: [{ a: 1 }] });
      const file = path.join(directory, "events.jsonl");
      const run = path.basename(directory);
      appendFileSync(file, `{"type":"metrics","data":{"s":"${"x".repeat(10e6)}","a":2}}\n`);
      const chunk = Buffer.alloc(10e6, "y");
      for (let i = 0; i < 10; i++) appendFileSync(file, chunk);
      appendFileSync(file, `\nnot a record\n{"type":"metrics","data":{"a":3}}\n{"type":"metr`);
      const store = await Store.open({ root: temp.root, driver });
      const [a] = await store.listMetrics(run);
      assert.deepEqual([a?.count, a?.last], [3, 3]);
      await indexed(store);
      const { problems, problem_count } = store.getRun(run);
      assert.deepEqual(
        problems.map(({ kind, count, line }) => [kind, count, line]),
        [
          ["garbage_line", 1, 4],
          ["oversized_line", 1, 3],
          ["torn_line", 1, 6],
        ],
      );
      assert.equal(problem_count, 3);
      store.dispose();
    });
  });
}
