import assert from "node:assert/strict";
import { appendFileSync, cpSync, rmSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { EventsQuery } from "#core/protocol/event.ts";
import { Store, type StoreOptions } from "#core/store/store.ts";
import { storeDigest } from "#test/support/storeDigest.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const types = ["text", "alert", "image"] as const;

/** A small store of runs with everything that is in an index, and what a whole index of it answers. */
export class IndexedStore {
  readonly temp = new TempStore();
  readonly index = path.join(this.temp.root, ".index");
  /** The whole index; each fault is done to a copy of it. */
  readonly whole = path.join(this.temp.folder, "whole");
  /** What the log said while the store was open last. */
  said: string[] = [];
  #truth: unknown;

  /** Writes the runs and indexes them; twice the same answers. */
  async prepare(runs = 3): Promise<void> {
    for (let i = 0; i < runs; i++) writeRichRun(this.temp, `run${i}`, i);
    await this.learn();
    cpSync(this.index, this.whole, { recursive: true });
  }

  /** Takes the answers of an index of its own as the files' own. */
  async learn(): Promise<void> {
    this.#truth = await this.opened(answersOf);
    assert.deepEqual(await this.opened(answersOf), this.#truth);
  }

  /** Puts the whole index back in place. */
  restore(): void {
    rmSync(this.index, { recursive: true, force: true });
    cpSync(this.whole, this.index, { recursive: true });
  }

  async opened<T>(
    use: (store: Store) => Promise<T>,
    options: Partial<StoreOptions> = {},
  ): Promise<T> {
    this.said = [];
    const log = (message: string) => void this.said.push(message);
    const store = await Store.open({ root: this.temp.root, log, ...options });
    try {
      return await use(store);
    } finally {
      store.dispose();
    }
  }

  /** Opened, it answers as the files do: at once, or soon where what is found on the way is built anew. */
  async judge(fault: string, options?: Partial<StoreOptions>): Promise<void> {
    await assert.doesNotReject(
      this.opened((store) => this.judgeOpen(store), options),
      fault,
    );
  }

  judgeOpen(store: Store): Promise<unknown> {
    return until(async () => isDeepStrictEqual(await answersOf(store), this.#truth), {
      timeout: 15_000,
    });
  }

  dispose(): void {
    this.temp.dispose();
  }
}

/** A run with metrics, typed events, another rank and samples of its machine. */
export function writeRichRun(temp: TempStore, id: string, i: number, count = 300): void {
  const points = Array.from({ length: count }, (_, j) =>
    j % 7 === 0 ? { loss: Math.sin(i + j), acc: j } : { loss: j / 3 },
  );
  const directory = temp.writeRun({ id, config: { lr: i }, points, summary: { best: i } });
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

/** All that a store answers from its index. */
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
