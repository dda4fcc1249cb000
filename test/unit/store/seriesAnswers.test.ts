import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { DamagedIndexError } from "#core/store/index/damagedIndexError.ts";
import { RunSeries } from "#core/store/series/runSeries.ts";
import { type RunAccess, SeriesAnswers } from "#core/store/series/seriesAnswers.ts";

/** A run of these values; `isGone`: its blocks are no longer to be found. */
function runOf(values: readonly number[], isGone = false) {
  let next = 1;
  const series = new RunSeries({ allocate: () => next++, read: () => undefined });
  values.forEach((value, i) => series.append(i, i, { loss: value }));
  return {
    find(key: string) {
      if (isGone) throw new DamagedIndexError("a block is missing");
      return series.get(key);
    },
  };
}

const query = SeriesQuery.parse({ series: [{ run: "r", key: "loss" }] });

/** What is asked for in turn; the last one again and again. */
function answers(runs: readonly ReturnType<typeof runOf>[], indexes: readonly number[] = [0]) {
  const mended: string[] = [];
  let asked = 0;
  const access: RunAccess<number> = {
    current: () => Promise.resolve(runs[Math.min(asked++, runs.length - 1)] ?? assert.fail()),
    sample: () => Promise.resolve(undefined),
    index: () => indexes[Math.min(asked, indexes.length - 1)] ?? assert.fail(),
    isDamage: (error) => error instanceof DamagedIndexError,
    readAnew: (id) => void mended.push(id),
    repair: (_, of) => void mended.push(`all of ${of}`),
    inOneState: (_, read) => read(),
  };
  return { answers: new SeriesAnswers(access), mended };
}

/** How often others got their turn until it was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  const state = { isOver: false };
  const count = async () => {
    while (!state.isOver) {
      await setImmediate();
      turns++;
    }
  };
  const counting = count();
  await work.finally(() => (state.isOver = true));
  await counting;
  return turns;
}

describe("SeriesAnswers", () => {
  it("reads a run that was replaced meanwhile again, and takes that for no damage", async () => {
    const { answers: all, mended } = answers([runOf([1], true), runOf([2, 3])]);
    const [series] = await all.query(query);
    assert.deepEqual([...(series?.first ?? [])], [2, 3]);
    assert.deepEqual(mended, []);
  });

  it("has a run that fails twice read anew, then the index repaired, and gives up in the end", async () => {
    const broken = runOf([1], true);
    const { answers: healed, mended } = answers([broken, broken, runOf([4])]);
    const [series] = await healed.query(query);
    assert.deepEqual([...(series?.first ?? [])], [4]);
    assert.deepEqual(mended, ["r"]);
    const { answers: lost, mended: all } = answers([broken]);
    await assert.rejects(lost.query(query), DamagedIndexError);
    assert.deepEqual([...new Set(all)], ["r", "all of 0"]);
  });

  it("blames no index for what it read from the one before", async () => {
    const broken = runOf([1], true);
    const { answers: all, mended } = answers([broken, broken, runOf([5])], [1, 2, 3]);
    const [series] = await all.query(query);
    assert.deepEqual([...(series?.first ?? [])], [5]);
    assert.deepEqual(mended, []);
  });

  it("lets others have their turn while it looks at many points in no order", async () => {
    const values = Array.from({ length: 400_000 }, (_, i) => Math.sin(i * 7919));
    const { answers: all } = answers([runOf(values)]);
    const answer = all.query({ ...query, x: "loss", points: 50 });
    const turns = await turnsDuring(answer);
    const [series] = await answer;
    assert.equal(
      series?.count.reduce((sum, n) => sum + n, 0),
      values.length,
    );
    assert.ok(turns > 2, `${turns} turns`);
  });

  it("lets others have their turn between the many series of one run", async () => {
    const { answers: all } = answers([runOf(Array.from({ length: 4000 }, (_, i) => i))]);
    const series = Array.from({ length: 500 }, () => ({ run: "r", key: "loss" }));
    const turns = await turnsDuring(all.query({ ...query, series, points: 1000 }));
    assert.ok(turns > 2, `${turns} turns`);
  });

  it("refuses an answer that would not fit into memory", async () => {
    const { answers: all } = answers([runOf([1])]);
    const series = Array.from({ length: 1000 }, () => ({ run: "r", key: "loss" }));
    await assert.rejects(all.query({ ...query, series, points: 20_000 }), {
      code: "invalid_request",
    });
  });
});
