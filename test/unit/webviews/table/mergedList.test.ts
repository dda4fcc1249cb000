import assert from "node:assert/strict";

import * as fc from "fast-check";

import type { Run, RunsPage } from "#core/protocol/run.ts";
import { MergedList, type PageStart } from "#webviews/table/sources/mergedList.ts";

const sources = ["a", "b", "c"];
const query = { sort: "created_at", order: "desc" } as const;
const ids = ["c", "a", "b"];
/** How it matters of which source a run is. */
const anySource = fc.option(
  fc.record({ after: fc.constantFrom(0, 1), order: fc.constantFrom("asc" as const, "desc") }),
  { nil: undefined },
);
const anyRuns = fc.array(fc.tuple(fc.constantFrom(...sources), fc.nat({ max: 30 })), {
  maxLength: 60,
});

function compare(a: Run, b: Run): number {
  return b.created_at - a.created_at || (a.dir < b.dir ? 1 : a.dir > b.dir ? -1 : 0);
}

/** A source as a viewer answers, with so many runs a page at most. */
function answer(runs: readonly Run[], start: PageStart, most: number): RunsPage {
  const place = "cursor" in start ? (JSON.parse(start.cursor) as Run) : undefined;
  const first = place ? runs.filter((run) => compare(run, place) <= 0).length : 0;
  const from = first + ("offset" in start ? start.offset : 0);
  const page = runs.slice(from, from + Math.min(start.limit, most));
  const last = from + page.length < runs.length ? page.at(-1) : undefined;
  return {
    runs: page,
    total: runs.length,
    offset: from,
    next_cursor: last ? JSON.stringify(last) : null,
  };
}

describe("a list of several sources", () => {
  it("is the same from any place on as read from the start", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRuns,
        anySource,
        fc.array(fc.tuple(fc.nat({ max: 4000 }), fc.integer({ min: 1, max: 50 }))),
        async (made, source, reads) => {
          // Each stands for many, so that no page holds all.
          const runs = made.flatMap(([source, time], i) =>
            Array.from({ length: 60 }, (_, j) => {
              const run = { dir: `d${i % 7}/${i}-${j}`, created_at: time * 10 + (j % 9) };
              return { source, run: run as Run };
            }),
          );
          const of = (source: string) =>
            runs.flatMap((one) => (one.source === source ? [one.run] : [])).sort(compare);
          const lists = new Map(sources.map((source) => [source, of(source)]));
          const bySource = (a: string, b: string): number =>
            (a === b ? 0 : ids.indexOf(a) < ids.indexOf(b) ? -1 : 1) *
            (source?.order === "desc" ? -1 : 1);
          const all = runs.toSorted((a, b) => {
            const place = source ? bySource(a.source, b.source) : 0;
            const byTime = b.run.created_at - a.run.created_at;
            const first = source?.after === 0 ? place || byTime : byTime || place;
            return first || compare(a.run, b.run) || (a.source < b.source ? -1 : 1);
          });
          const order = { ...query, ...(source && { source: { ...source, ids } }) };
          const list = new MergedList(order, sources, (source, start) =>
            Promise.resolve(answer(lists.get(source) ?? [], start, 1000)),
          );
          for (const [from, count] of reads) {
            const read = await list.read(from, count);
            assert.equal(read.total, all.length);
            assert.deepEqual(
              read.runs.map(({ run }) => run.dir),
              all.slice(from, from + count).map(({ run }) => run.dir),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("goes to the middle of a million runs with a few short questions", async () => {
    let runs = 0;
    let questions = 0;
    const list = new MergedList(query, ["a", "b"], (source, start) => {
      questions++;
      runs += start.limit;
      // Without the runs themselves, which are too many: those of `a` are at even times, of `b` at odd ones.
      const total = 500_000;
      const odd = source === "a" ? 0 : 1;
      const timeOf = (i: number) => 2 * (total - i) + odd;
      const from =
        "offset" in start
          ? start.offset
          : total -
            Math.floor((Number(start.cursor) - odd + 1) / 2) +
            (Number(start.cursor) % 2 === odd ? 1 : 0);
      const page = Array.from({ length: Math.min(start.limit, total - from) }, (_, i) => ({
        dir: `${source}${from + i}`,
        created_at: timeOf(from + i),
      })) as Run[];
      const next_cursor = String(page.at(-1)?.created_at);
      return Promise.resolve({ runs: page, total, offset: from, next_cursor });
    });
    const read = await list.read(600_000, 100);
    assert.equal(read.runs[0]?.run.created_at, 2 * 500_000 + 1 - 600_000);
    assert.ok(questions < 60 && runs < 5000, `${questions} questions, ${runs} runs`);
  });
});
