import assert from "node:assert/strict";

import * as fc from "fast-check";

import type { SeriesNews } from "#core/store/series/pointNews.ts";
import { RunSeries } from "#core/store/series/runSeries.ts";

/** A run's series that are never committed. */
function emptyRun(): RunSeries {
  let columns = 0;
  return new RunSeries({ allocate: () => columns++, read: () => undefined });
}

const record = fc.dictionary(
  fc.constantFrom("a", "b", "c", "__proto__"),
  fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity)),
  { maxKeys: 4, noNullPrototype: false },
);

describe("news of points", () => {
  it("hold every point once, in the order and under the number it has in the file", () => {
    fc.assert(
      fc.property(fc.array(fc.array(record, { maxLength: 5 }), { maxLength: 12 }), (batches) => {
        const run = emptyRun();
        const logged = new Map<string, [step: number, time: number, value: number][]>();
        const told: typeof logged = new Map();
        let step = 0;
        for (const batch of batches) {
          for (const data of batch) {
            step++;
            run.append(step, step / 10, data);
            for (const [key, value] of Object.entries(data))
              logged.set(key, [...(logged.get(key) ?? []), [step, step / 10, value]]);
          }
          const news = run.takeNews();
          assert.equal(
            news === undefined,
            batch.every((data) => Object.keys(data).length === 0),
          );
          if (news) collect(news, told);
        }
        assert.deepEqual(told, logged);
      }),
    );
  });

  it("are numbers only where they are very many", () => {
    const run = emptyRun();
    run.append(1, 1, { a: 1 });
    run.takeNews();
    for (let i = 0; i < 30_000; i++) run.append(i + 2, i, { a: i, b: i });
    assert.deepEqual(run.takeNews(), {
      last: { a: { step: 30_001, value: 29_999 }, b: { step: 30_001, value: 29_999 } },
      points: [],
      unsent: [
        { key: "a", first: 1, count: 30_000 },
        { key: "b", first: 0, count: 30_000 },
      ],
    });
    assert.equal(run.takeNews(), undefined);
  });
});

/** Adds the points of a frame to those told before it. */
function collect(news: SeriesNews, told: Map<string, [number, number, number][]>): void {
  for (const { first, steps, times, series } of news.points) {
    for (const { key, values } of series) {
      const points = told.get(key) ?? [];
      assert.equal(points.length, first);
      told.set(key, points);
      values.forEach((value, i) => points.push([steps[i] ?? NaN, times[i] ?? NaN, Number(value)]));
      assert.ok(Object.hasOwn(news.last, key));
    }
  }
}
