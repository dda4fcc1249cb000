import assert from "node:assert/strict";

import * as fc from "fast-check";

import type { Smoothing } from "#core/protocol/seriesQuery.ts";
import { RunSeries } from "#core/store/series/runSeries.ts";
import { queryCurve, type Window } from "#core/store/series/seriesQuery.ts";
import type { LoggedPoint } from "#test/support/curveOracle.ts";
import { randomFrom } from "#test/support/curveOracle.ts";
import { finish } from "#test/support/finish.ts";

/** The smoothed value at one of the points, found the slow way: every other point weighed. */
function smoothedAt(points: readonly LoggedPoint[], at: number, smoothing: Smoothing): number {
  const here = points[at];
  if (!here || !Number.isFinite(here.y)) return NaN;
  const finite = points.filter(({ y }) => Number.isFinite(y));
  const rank = finite.indexOf(here);
  const weights = finite.map(({ x }, i): number => {
    const distance = x - here.x;
    switch (smoothing.kind) {
      case "ema":
        return i <= rank ? smoothing.weight ** (rank - i) : 0;
      case "time_ema":
        return i <= rank ? Math.exp(distance / smoothing.scale) : 0;
      case "gaussian":
        return Math.exp(-0.5 * (distance / smoothing.scale) ** 2);
      case "mean":
      default:
        return Math.abs(distance) <= smoothing.scale / 2 ? 1 : 0;
    }
  });
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.reduce((sum, weight, i) => sum + weight * (finite[i]?.y ?? NaN), 0) / total;
}

function log(points: readonly LoggedPoint[]): RunSeries {
  let next = 1;
  const run = new RunSeries({ allocate: () => next++, read: () => undefined });
  for (const { x, y } of points) run.append(x, x, { y, other: x });
  return run;
}

function ask(run: RunSeries, window: Window) {
  const one = run.get("y");
  assert.ok(one);
  const { smoothed, ...rest } = finish(queryCurve(one, window, (key) => run.get(key)));
  assert.ok(smoothed);
  return { ...rest, smoothed };
}

function curve(rows: number, seed: number): LoggedPoint[] {
  const random = randomFrom(seed);
  let x = 0;
  return Array.from({ length: rows }, (_, i) => {
    x += random() < 0.05 ? 20 : 1 + random();
    const noise = random();
    return { x, y: noise < 0.02 ? NaN : Math.sin(i / 300) + noise / 10 };
  });
}

const smoothings = fc.oneof(
  fc.record({ kind: fc.constant("ema" as const), weight: fc.constantFrom(0, 0.5, 0.9, 0.99) }),
  fc.record({
    kind: fc.constantFrom("time_ema" as const, "gaussian" as const, "mean" as const),
    scale: fc.constantFrom(0.5, 3, 40, 500),
  }),
);
const xs = fc.constantFrom("step", "other");

describe("smoothing", () => {
  it("of single points is what weighing every point by hand gives", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 200 }), smoothings, xs, (seed, n, s, x) => {
        const points = curve(n, seed);
        const { smoothed } = ask(log(points), { x, points: 1000, smoothing: s });
        assert.equal(smoothed.length, n);
        smoothed.forEach((value, i) => {
          const expected = smoothedAt(points, i, s);
          if (Number.isNaN(expected)) assert.ok(Number.isNaN(value));
          else assert.ok(Math.abs(value - expected) < 1e-6, `${value} for ${expected} at ${i}`);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("stays what it is when the window moves or narrows, single points and all", () => {
    const points = curve(3000, 7);
    const run = log(points);
    fc.assert(
      fc.property(fc.nat(2900), fc.integer({ min: 1, max: 99 }), smoothings, xs, (at, n, s, x) => {
        const shown = points.slice(at, at + n);
        const range = { min: shown[0]?.x, max: shown.at(-1)?.x };
        const { smoothed } = ask(run, { x, points: 100, smoothing: s, range });
        assert.equal(smoothed.length, n);
        smoothed.forEach((value, i) => {
          const expected = smoothedAt(points, at + i, s);
          // What lies further off than the window counts in buckets.
          if (!Number.isNaN(expected)) assert.ok(Math.abs(value - expected) < 0.02);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("of buckets differs from that of their points by no more than these differ", () => {
    const points = curve(20_000, 3);
    const run = log(points);
    const kinds: Smoothing[] = [
      { kind: "ema", weight: 0.99 },
      { kind: "time_ema", scale: 400 },
      { kind: "gaussian", scale: 400 },
      { kind: "mean", scale: 800 },
    ];
    for (const smoothing of kinds) {
      for (const x of ["step", "other"]) {
        const answer = ask(run, { x, points: 200, smoothing });
        for (let i = 5; i < answer.smoothed.length - 5; i += 13) {
          const last = points.findLastIndex((p) => p.x <= (answer.x_last[i] ?? NaN));
          const first = points.findIndex((p) => p.x >= (answer.x_first[i] ?? NaN));
          const middle = points.findIndex((p, at) => at >= (first + last) / 2 && p.y === p.y);
          const expected = smoothedAt(points, middle, smoothing);
          const differ = (answer.max[i] ?? NaN) - (answer.min[i] ?? NaN);
          assert.ok(Math.abs((answer.smoothed[i] ?? NaN) - expected) <= differ);
        }
      }
    }
  });

  it("moves nothing that stays in sight when a window of buckets moves", () => {
    const run = log(curve(50_000, 5));
    const smoothing: Smoothing = { kind: "gaussian", scale: 700 };
    const at = (min: number) =>
      ask(run, { x: "step", points: 100, smoothing, range: { min, max: min + 30_000 } });
    const [one, other] = [at(10_000), at(13_000)];
    const known = new Map(Array.from(one.x_first, (x, i) => [x, one.smoothed[i] ?? NaN]));
    const shared = Array.from(other.x_first, (x, i) => [known.get(x), other.smoothed[i]]).slice(1);
    const both = shared.filter(([a]) => a !== undefined);
    assert.ok(both.length > 50);
    for (const [a, b] of both) assert.ok(Math.abs((a ?? 0) - (b ?? 9)) < 1e-6, `${a} ${b}`);
  });

  it("is not spoilt by one huge value, nor by a gap", () => {
    const points = curve(400, 9).map(({ x, y }, i) => ({ x, y: i === 50 ? 1e300 : y }));
    const run = log(points);
    for (const kind of ["mean", "gaussian", "time_ema"] as const) {
      const smoothing = { kind, scale: 10 };
      const { smoothed } = ask(run, { x: "step", points: 1000, smoothing });
      const [value, expected] = [
        smoothed[399] ?? NaN,
        smoothedAt(points.slice(100), 299, smoothing),
      ];
      assert.ok(Math.abs(value - expected) < 1e-6 || kind === "time_ema", `${kind}: ${value}`);
      points.forEach(({ y }, i) => assert.equal(Number.isNaN(smoothed[i]), Number.isNaN(y)));
    }
  });
});
