import assert from "node:assert/strict";

import * as fc from "fast-check";

import { RunicornError } from "#core/protocol/errors.ts";
import { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { RunSeries } from "#core/store/series/runSeries.ts";
import { SeriesAnswers } from "#core/store/series/seriesAnswers.ts";
import { cases } from "#test/faults/scale.ts";

const extreme = [0, -0, 5e-324, -1e-310, 1e308, -1e308, 1.7e9, NaN, Infinity, -Infinity];
const number = fc.oneof(fc.constantFrom(...extreme), fc.double(), fc.integer());
const positive = fc.oneof(
  fc.constantFrom(5e-324, 1e-300, 1, 1e308),
  fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }),
);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const few = fc.integer({ min: -100, max: 1000 });
const step = fc.oneof(finite, fc.integer());
const pointsOver = (at: fc.Arbitrary<number>) =>
  fc.array(fc.tuple(at, at, number, number), { maxLength: 150 });
const points = fc.oneof(pointsOver(few), pointsOver(step));

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const bound = fc.oneof(few, finite);
/** What the schema lets through, and some that it does not. */
const query = fc.record({
  x: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("step", "time", "relative", "x", "y") },
    { weight: 1, arbitrary: fc.constantFrom("none", "__proto__") },
  ),
  range: sometimes(fc.record({ min: bound, max: bound }, { requiredKeys: [] })),
  points: fc.integer({ min: 1, max: 20_000 }),
  sampling: sometimes(fc.constantFrom("buckets", "lttb")),
  cell: sometimes(fc.oneof(positive, fc.double({ min: 0.5, max: 1e9, noNaN: true }))),
  smoothing: sometimes(
    fc.oneof(
      fc.record({
        kind: fc.constant("ema"),
        weight: fc.double({ min: 0, max: 0.99999, noNaN: true }),
      }),
      fc.record({ kind: fc.constantFrom("time_ema", "gaussian", "mean"), scale: positive }),
    ),
  ),
  missing: sometimes(fc.constantFrom("fail", "skip")),
});

describe("any query over any points", () => {
  it("is answered, or refused with a sentence, and loses no point", async () => {
    const numRuns = cases(500, 5000);
    let [counted, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        points,
        fc.integer({ min: 1, max: 4 }),
        query,
        async (logged, often, asked) => {
          const parsed = SeriesQuery.safeParse({ ...asked, series: [{ run: "r", key: "y" }] });
          if (!parsed.success) return;
          let next = 1;
          const run = new RunSeries({ allocate: () => next++, read: () => undefined });
          for (let i = 0; i < often; i++) {
            for (const [at, time, x, y] of logged) run.append(at, time, { x, y });
          }
          const answers = new SeriesAnswers({
            current: () => Promise.resolve({ find: (key) => run.get(key) }),
            sample: () => Promise.resolve(undefined),
            index: () => 0,
            isDamage: () => false,
            readAnew: () => assert.fail(),
            repair: () => assert.fail(),
            inOneState: (_, read) => read(),
          });
          let answer;
          try {
            [answer] = await answers.query(parsed.data);
          } catch (error) {
            assert.ok(error instanceof RunicornError, String(error));
            assert.match(error.message, /^[A-Z].*\.$/);
            refused++;
            return;
          }
          if (!answer || parsed.data.range || parsed.data.sampling === "lttb") return;
          counted++;
          const { count, nan, pos_inf, neg_inf, skipped = 0, total, x_first, x_last } = answer;
          const all = [count, nan, pos_inf, neg_inf].flatMap((column) => [...column]);
          assert.equal(all.reduce((sum, n) => sum + n, 0) + skipped, total);
          x_first.forEach((x, i) => {
            assert.ok(x <= (x_last[i] ?? NaN));
            assert.ok(i === 0 || x >= (x_last[i - 1] ?? NaN));
          });
        },
      ),
      { numRuns },
    );
    assert.ok(counted > numRuns / 5 && refused > 0, `${counted} counted, ${refused} refused`);
  });
});
