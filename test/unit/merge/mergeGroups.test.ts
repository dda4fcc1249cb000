import assert from "node:assert/strict";

import * as fc from "fast-check";

import { mergeGroups } from "#core/merge/mergeGroups.ts";
import type { GroupStats, RunGroups } from "#core/protocol/runTable.ts";

const anyRun = fc.record({
  key: fc.constantFrom("adam", "sgd", null),
  value: fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })),
});

function statsOf(numbers: readonly number[]): GroupStats {
  const count = numbers.length;
  if (count === 0) return { count, mean: null, min: null, max: null, std: null };
  const mean = numbers.reduce((sum, n) => sum + n / count, 0);
  const squares = numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0);
  const std = count > 1 ? Math.sqrt(squares / (count - 1)) : null;
  return { count, mean, min: Math.min(...numbers), max: Math.max(...numbers), std };
}

function groupsOf(runs: readonly { key: string | null; value: number | null }[]): RunGroups {
  const groups = ["adam", "sgd", null].flatMap((key) => {
    const own = runs.filter((run) => run.key === key);
    const numbers = own.flatMap(({ value }) => value ?? []);
    return own.length === 0 ? [] : [{ key: [key], runs: own.length, values: [statsOf(numbers)] }];
  });
  return { groups: groups.sort((a, b) => b.runs - a.runs), total: groups.length };
}

describe("groups of several sources", () => {
  it("are those of all their runs together", () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyRun), { minLength: 1, maxLength: 4 }), (sources) => {
        const merged = mergeGroups(sources.map(groupsOf), 10);
        const whole = groupsOf(sources.flat());
        assert.equal(merged.total, whole.total);
        assert.deepEqual(
          merged.groups.map(({ key, runs }) => [key, runs]),
          whole.groups.map(({ key, runs }) => [key, runs]),
        );
        for (const [i, { values }] of merged.groups.entries()) {
          const [got, wanted] = [values[0]!, whole.groups[i]!.values[0]!];
          for (const name of ["count", "mean", "min", "max", "std"] as const) {
            const [a, b] = [got[name], wanted[name]];
            if (a === null || b === null) assert.equal(a, b, name);
            else assert.ok(Math.abs(a - b) <= 1e-9 * (1e6 + Math.abs(b)), `${name} ${a} ${b}`);
          }
        }
      }),
    );
  });

  it("are in the order of what all their runs have together", () => {
    const of = (key: string, ...numbers: number[]) => ({
      key: [key],
      runs: numbers.length,
      values: [statsOf(numbers)],
    });
    const one = { groups: [of("a", 1, 1), of("b", 2), of("none")], total: 3 };
    const other = { groups: [of("a", 10, 10), of("b", 3), of("c", 4)], total: 3 };
    const keys = (...[limit, orders]: [number, Parameters<typeof mergeGroups>[2]?]) =>
      mergeGroups([one, other], limit, orders).groups.map(({ key }) => key[0]);
    assert.deepEqual(keys(2), ["a", "b"], "the largest");
    assert.deepEqual(keys(3, [{ of: "mean", at: 0, order: "asc" }]), ["b", "c", "a"]);
    assert.deepEqual(keys(9, [{ of: "mean", at: 0, order: "desc" }]), ["a", "c", "b", "none"]);
    assert.deepEqual(keys(2, [{ of: "min", at: 0, order: "asc" }]), ["a", "b"]);
    assert.deepEqual(keys(1, [{ of: "key", at: 0, order: "desc" }]), ["none"]);
    const ids = ["c", "b", "none", "a"];
    assert.deepEqual(keys(9, [{ of: "key", at: 0, order: "asc", ids }]), ids);
  });
});
