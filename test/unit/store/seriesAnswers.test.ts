import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { DamagedIndexError } from "#core/store/series/block.ts";
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

function answers(runs: readonly ReturnType<typeof runOf>[]) {
  const repairs: unknown[] = [];
  let asked = 0;
  const access: RunAccess = {
    current: () => Promise.resolve(runs[Math.min(asked++, runs.length - 1)] ?? assert.fail()),
    sample: () => Promise.resolve(undefined),
    isDamage: (error) => error instanceof DamagedIndexError,
    repair: (error) => void repairs.push(error),
  };
  return { answers: new SeriesAnswers(access), repairs };
}

describe("SeriesAnswers", () => {
  it("reads a run that was replaced meanwhile again, and takes that for no damage", async () => {
    const { answers: all, repairs } = answers([runOf([1], true), runOf([2, 3])]);
    const [series] = await all.query(query);
    assert.deepEqual([...(series?.first ?? [])], [2, 3]);
    assert.equal(repairs.length, 0);
  });

  it("has the index repaired when the same run fails twice, and gives up in the end", async () => {
    const broken = runOf([1], true);
    const { answers: healed, repairs } = answers([broken, broken, runOf([4])]);
    const [series] = await healed.query(query);
    assert.deepEqual([...(series?.first ?? [])], [4]);
    assert.equal(repairs.length, 1);
    await assert.rejects(answers([broken]).answers.query(query), DamagedIndexError);
  });

  it("lets others have their turn while it looks at many points in no order", async () => {
    const values = Array.from({ length: 400_000 }, (_, i) => Math.sin(i * 7919));
    const { answers: all } = answers([runOf(values)]);
    let turns = 0;
    const state = { isOver: false };
    const count = async () => {
      while (!state.isOver) {
        await setImmediate();
        turns++;
      }
    };
    const counting = count();
    const answer = all.query({ ...query, x: "loss", points: 50 });
    const [series] = await answer.finally(() => (state.isOver = true));
    await counting;
    assert.equal(
      series?.count.reduce((sum, n) => sum + n, 0),
      values.length,
    );
    assert.ok(turns > 2, `${turns} turns`);
  });
});
