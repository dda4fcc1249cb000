import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";

import { Store } from "#core/store/store.ts";
import { TempStore } from "#test/support/tempStore.ts";

const id = "20260101_120000_aaaaaa";
const time = (step: number) => 1_767_268_800 + step;

describe("stages of a run", () => {
  let files: TempStore;
  let directory: string;
  beforeEach(() => {
    files = new TempStore();
    directory = files.writeRun({ id });
  });
  afterEach(() => files.dispose());

  function write(from: number, stages: readonly unknown[]): void {
    const lines = stages.map((stage, i) => {
      const step = from + i;
      const said = stage === undefined ? "" : `,"stage":${JSON.stringify(stage)}`;
      const data = `{"loss":${1 / step},"global_step":${step},"time":${time(step)}${said}}`;
      return `{"ts":${time(step)},"type":"metrics","data":${data}}\n`;
    });
    appendFileSync(path.join(directory, "events.jsonl"), lines.join(""));
  }

  const withStore = async <T>(use: (store: Store) => Promise<T>): Promise<T> => {
    const store = await Store.open({ root: files.root });
    try {
      return await use(store);
    } finally {
      store.dispose();
    }
  };
  const told = async (store: Store) =>
    (await store.readMetrics(id)).stages.map((stage) => {
      assert.equal(stage.time, time(stage.step));
      return `${stage.name}@${stage.step}`;
    });

  it("are where they change, and are still known when the index is opened again", async () => {
    write(1, [...Array<string>(200).fill("warmup"), ...Array<string>(300).fill("train")]);
    // What says nothing, or no text, is in no stage.
    write(501, [undefined, null, "", 7, "train", "eval \u202e<b>", "train"]);
    const expected = [
      "warmup@1",
      "train@201",
      "@501",
      "train@505",
      "eval \u202e<b>@506",
      "train@507",
    ];
    await withStore(async (store) => {
      assert.deepEqual(await told(store), expected);
      write(508, ["train", "eval"]);
      assert.deepEqual(await told(store), [...expected, "eval@509"]);
    });
    await withStore(async (store) => {
      assert.deepEqual(await told(store), [...expected, "eval@509"]);
      for await (const { verdict } of store.verifyIndex()) assert.equal(verdict, "same");
      store.rebuildIndex();
      assert.deepEqual(await told(store), [...expected, "eval@509"]);
    });
  });

  it("take a bounded place, however often a program changes its mind, and none that is new is lost", async () => {
    write(
      1,
      Array.from({ length: 5000 }, (_, i) => `${i % 2}${"x".repeat(300)}`),
    );
    write(5001, ["test", ...Array.from({ length: 500 }, (_, i) => `last ${i}`)]);
    await withStore(async (store) => {
      const { stages } = await store.readMetrics(id);
      assert.equal(stages.length, 1100);
      assert.ok(stages.every(({ name }) => name.length <= 100));
      const [first, second] = stages.slice(1000);
      assert.deepEqual([first?.name, first?.step, second?.name], ["test", 5001, "last 0"]);
    });
  });
});
