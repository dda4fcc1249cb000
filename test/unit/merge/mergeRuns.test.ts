import assert from "node:assert/strict";

import * as fc from "fast-check";

import {
  startMerge,
  takeRuns,
  totalRuns,
  wantedPages,
  withoutSource,
  withPage,
} from "#core/merge/mergeRuns.ts";
import type { Run, RunsPage } from "#core/protocol/run.ts";

const now = 2e9;

function runAt(dir: string, lr: number | string | undefined): Run {
  const config = lr === undefined ? {} : { lr };
  return { id: dir, dir, created_at: 1, config } as unknown as Run;
}

const lr = fc.option(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom("a", "b")), {
  nil: undefined,
});
const store = fc.uniqueArray(fc.record({ dir: fc.nat(30).map(String), lr }), {
  selector: ({ dir }) => dir,
});
const order = fc.constantFrom("asc" as const, "desc" as const);

/** A list as one store sorts it: numbers before texts, runs without a value last. */
function sorted<T extends { run: Run; source: string }>(
  runs: readonly T[],
  direction: string,
): T[] {
  const rank = ({ run }: T) => {
    const value = run.config?.["lr"];
    return value === undefined ? 2 : typeof value === "string" ? 1 : 0;
  };
  const sign = direction === "asc" ? 1 : -1;
  return runs.toSorted((a, b) => {
    if ((rank(a) === 2) !== (rank(b) === 2)) return rank(a) - rank(b);
    const [one, other] = [String(a.run.config?.["lr"]), String(b.run.config?.["lr"])];
    const byValue = rank(a) - rank(b) || (one < other ? -1 : one > other ? 1 : 0);
    const byDir = a.run.dir < b.run.dir ? -1 : a.run.dir > b.run.dir ? 1 : 0;
    return sign * (byValue || byDir) || (a.source < b.source ? -1 : 1);
  });
}

describe("lists of runs of several stores", () => {
  it("are handed out as one list, whatever their pages", () => {
    fc.assert(
      fc.property(
        fc.array(store, { minLength: 1, maxLength: 4 }),
        order,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        (stores, direction, pageSize, taken) => {
          const lists = stores.map((runs, i) =>
            sorted(
              runs.map(({ dir, lr }) => ({ run: runAt(dir, lr), source: `s${i}` })),
              direction,
            ),
          );
          const page = (source: string, cursor = "0"): RunsPage => {
            const list = lists[Number(source.slice(1))] ?? [];
            const end = Number(cursor) + pageSize;
            return {
              runs: list.slice(Number(cursor), end).map(({ run }) => run),
              total: list.length,
              next_cursor: end < list.length ? String(end) : null,
            };
          };
          let merged = startMerge(
            { sort: "config.lr", order: direction },
            lists.map((_, i) => `s${i}`),
          );
          const all = [];
          for (let round = 0; round < 500; round++) {
            for (const { source, cursor } of wantedPages(merged)) {
              merged = withPage(merged, source, page(source, cursor));
            }
            const { runs, rest } = takeRuns(merged, taken, now);
            merged = rest;
            all.push(...runs);
          }
          assert.deepEqual(all, sorted(lists.flat(), direction));
          assert.equal(totalRuns(merged), all.length);
          assert.deepEqual(wantedPages(merged), []);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("are in order of what runs are called: as a person named them, else their script, else their directory", () => {
    const named = (dir: string, alias: string | null, display_name: string | null): Run =>
      ({ id: dir, run_id: dir, dir, alias, display_name }) as unknown as Run;
    const lists = {
      one: [named("z", "apple", "quince"), named("cherry", null, null)],
      other: [named("a", "", "banana"), named("b", null, "damson")],
    };
    let merged = startMerge({ sort: "title", order: "asc" }, Object.keys(lists));
    for (const [source, runs] of Object.entries(lists)) {
      merged = withPage(merged, source, { runs, total: 2, next_cursor: null });
    }
    const dirs = takeRuns(merged, 9, now).runs.map(({ run }) => run.dir);
    assert.deepEqual(dirs, ["z", "a", "cherry", "b"]);
  });

  it("wait for nobody who is gone", () => {
    let merged = startMerge({ sort: "created_at", order: "asc" }, ["a", "gone"]);
    const page = { runs: [runAt("x", 1)], total: 1, next_cursor: null };
    merged = withPage(merged, "a", page);
    assert.deepEqual(takeRuns(merged, 5, now).runs, []);
    assert.deepEqual(wantedPages(merged), [{ source: "gone" }]);
    merged = withoutSource(merged, "gone");
    assert.deepEqual(withPage(merged, "gone", page), merged);
    assert.equal(takeRuns(merged, 5, now).runs.length, 1);
  });
});
