import assert from "node:assert/strict";
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { EventsQuery } from "#core/protocol/event.ts";
import { Store } from "#core/store/store.ts";
import { storeDigest } from "#test/support/storeDigest.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const flips = Number(process.env["RUNICORN_TEST_FLIPS"] ?? 15);
const seed = Number(process.env["RUNICORN_TEST_SEED"] ?? Math.floor(Math.random() * 1e9));
const types = ["text", "alert", "image"] as const;

/** A run with everything that is in an index, small, so that many a flipped bit hits something that is not a number. */
function writeRun(temp: TempStore, i: number): void {
  const points = Array.from({ length: 300 }, (_, j) =>
    j % 7 === 0 ? { loss: Math.sin(i + j), acc: j } : { loss: j / 3 },
  );
  const directory = temp.writeRun({
    id: `run${i}`,
    config: { lr: i },
    points,
    summary: { best: i },
  });
  const events = Array.from({ length: 60 }, (_, j) => {
    const data = { key: `k${j % 5}`, text: "x".repeat(j * 3), step: j };
    return `${JSON.stringify({ ts: j, type: types[j % 3], data })}\n`;
  });
  const write = (name: string, lines: readonly string[]) =>
    appendFileSync(path.join(directory, name), lines.join(""));
  write("events.jsonl", events);
  write("events.rank1.jsonl", events.slice(0, 5));
  write("system.jsonl", [`{"ts":1,"data":{"cpu_pct":5}}\n`, `{"ts":2,"data":{"cpu_pct":7}}\n`]);
}

async function answersOf(store: Store): Promise<unknown> {
  await until(() => store.counts().pending === 0, { timeout: 20_000 });
  const digest = (await storeDigest(store)) as { runs: { id: string }[] };
  const events: unknown[] = [];
  for (const { id } of digest.runs) {
    for (const query of [{}, { type: "image" }, { key: "k1" }, { type: "text", key: "k2" }]) {
      events.push(await store.listEvents(id, EventsQuery.parse({ limit: 1000, ...query })));
    }
    events.push(
      await store.listEventKeys(id, types),
      await store.listMetrics(id, { source: "system" }),
    );
  }
  return { digest, events };
}

describe("an index with a flipped bit", function () {
  this.timeout(600_000);
  for (const name of ["series.db", "runicorn.db"]) {
    it(`answers as the files do after it was opened: ${name} (seed ${seed})`, async () => {
      const temp = new TempStore();
      const index = path.join(temp.root, ".index");
      const kept = path.join(temp.folder, "kept");
      const reopened = async <T>(use: (store: Store) => Promise<T>): Promise<T> => {
        const store = await Store.open({ root: temp.root });
        try {
          return await use(store);
        } finally {
          store.dispose();
        }
      };
      let state = seed;
      // Park and Miller's generator: the same flips for the same seed on every machine.
      const random = (below: number) => (state = (state * 48_271) % 0x7fffffff) % below;
      try {
        for (let i = 0; i < 3; i++) writeRun(temp, i);
        const truth = await reopened(answersOf);
        assert.deepEqual(await reopened(answersOf), truth);
        cpSync(index, kept, { recursive: true });
        const whole = readFileSync(path.join(kept, name));
        for (let i = 0; i < flips; i++) {
          rmSync(index, { recursive: true });
          cpSync(kept, index, { recursive: true });
          const bytes = Buffer.from(whole);
          const at = 100 + random(bytes.length - 100);
          const bit = random(8);
          bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
          writeFileSync(path.join(index, name), bytes);
          // What is found on the way is built anew, and answers are whole again soon.
          const isRight = () =>
            reopened((store) =>
              until(async () => isDeepStrictEqual(await answersOf(store), truth)),
            );
          await assert.doesNotReject(isRight, `bit ${bit} of byte ${at}`);
        }
      } finally {
        temp.dispose();
      }
    });
  }
});
