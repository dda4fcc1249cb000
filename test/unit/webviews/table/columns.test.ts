import assert from "node:assert/strict";

import * as fc from "fast-check";

import { autoColumns, mayDiffer } from "#webviews/table/columns/autoColumns.ts";
import {
  leftEdges,
  movedColumn,
  pinnedColumn,
  resizedColumn,
  shownOrder,
  steppedColumn,
  toggledColumn,
} from "#webviews/table/columns/columnLayout.ts";
import { nextSort, sortedBy } from "#webviews/table/columns/sorting.ts";
import type { ViewColumn } from "#webviews/table/view.ts";

const column = fc.record(
  { field: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), pinned: fc.constant(true) },
  { requiredKeys: ["field"] },
);
const anyColumns = fc.uniqueArray(column, { selector: ({ field }) => field, minLength: 1 });
const shownFields = (columns: readonly ViewColumn[]) =>
  shownOrder(columns.map((one) => ({ ...one, isPinned: one.pinned === true }))).map(
    ({ field }) => field,
  );

describe("columns of the runs table", () => {
  it("go where they are put, and none is lost", () => {
    const places = fc.tuple(anyColumns, fc.nat(), fc.nat(), fc.constantFrom("before", "behind"));
    fc.assert(
      fc.property(places, ([columns, i, j, side]) => {
        const [from, to] = [i, j].map((n) => columns[n % columns.length]!.field) as [
          string,
          string,
        ];
        const moved = shownFields(movedColumn(columns, from, to, side));
        assert.deepEqual(moved.toSorted(), shownFields(columns).toSorted());
        if (from === to) return;
        assert.equal(moved.indexOf(from), moved.indexOf(to) + (side === "before" ? -1 : 1));
      }),
    );
  });

  it("step over their neighbours, and stay at the edges", () => {
    fc.assert(
      fc.property(anyColumns, fc.nat(), fc.constantFrom<(-1 | 1)[]>(-1, 1), (columns, i, step) => {
        const before = shownFields(columns);
        const { field } = columns[i % columns.length]!;
        const after = shownFields(steppedColumn(columns, field, step));
        const at = before.indexOf(field);
        const wanted = Math.max(0, Math.min(before.length - 1, at + step));
        assert.equal(after.indexOf(field), wanted);
      }),
    );
  });

  it("are pinned at the left, resized within reason, shown and hidden", () => {
    const columns = [{ field: "a" }, { field: "b" }, { field: "c" }];
    assert.deepEqual(shownFields(pinnedColumn(columns, "c", true)), ["c", "a", "b"]);
    assert.deepEqual(pinnedColumn(pinnedColumn(columns, "c", true), "c", false), columns);
    assert.equal(resizedColumn(columns, "b", -5)[1]?.width, 40);
    assert.equal(resizedColumn(columns, "b", 120.4)[1]?.width, 120);
    assert.deepEqual(
      toggledColumn(toggledColumn(columns, "d"), "a").map(({ field }) => field),
      ["b", "c", "d"],
    );
    assert.deepEqual(leftEdges([{ width: 10 }, { width: 20 }, { width: 5 }], 28), [28, 38, 58]);
  });

  it("are sorted by one after the other", () => {
    const once = nextSort([], "loss", "desc", false);
    assert.deepEqual(once, [{ field: "loss", order: "desc" }]);
    const both = nextSort(once, "lr", "asc", true);
    assert.deepEqual(nextSort(both, "loss", "desc", true)[0], { field: "loss", order: "asc" });
    assert.deepEqual(nextSort(both, "lr", "asc", false), [{ field: "lr", order: "desc" }]);
    assert.deepEqual(nextSort([{ field: "lr", order: "desc" }], "lr", "asc", false), []);
    assert.deepEqual(sortedBy(both, "loss", undefined, true), [{ field: "lr", order: "asc" }]);
  });

  it("are chosen from what runs have: a few metrics, as best where a run says what is", () => {
    const of = (field: string, count: number) =>
      ({ field, type: "number", count, min: 0, max: 1 }) as const;
    const metrics = Array.from({ length: 1000 }, (_, i) => of(`metrics.m${i}.last`, 5));
    const fields = autoColumns([
      of("config.lr", 9),
      { ...of("config.same", 9), min: 1, only: 1 },
      of("metrics.loss.best", 10),
      of("metrics.loss.last", 10),
      ...metrics,
    ]).map(({ field }) => field);
    assert.ok(fields.includes("metrics.loss.best") && fields.includes("config.lr"));
    assert.ok(!fields.includes("metrics.loss.last") && !fields.includes("config.same"));
    assert.equal(fields.filter((field) => field.startsWith("metrics.")).length, 4);
  });

  it("say which experiment and which machine a run is of, where there are several", () => {
    const base = { type: "text", count: 9, min: null, max: null } as const;
    const fields = (only: Readonly<Record<string, string>>) =>
      autoColumns(
        ["project", "name", "host"].map((field) => ({
          ...base,
          field,
          ...(only[field] !== undefined && { only: only[field] }),
        })),
      ).map(({ field }) => field);
    const own = ["title", "status", "created_at", "duration", "tag"];
    assert.deepEqual(fields({ project: "p", name: "n", host: "h" }), own);
    assert.deepEqual(fields({ project: "p" }), [...own, "name", "host"]);
    assert.deepEqual(fields({ host: "h" }), [...own, "project", "name"]);
  });

  it("are of what was given those in which runs differ, whatever their type, then the commonest", () => {
    const base = { count: 9, min: null, max: null } as const;
    const known = [
      { ...base, field: "created_at", type: "number" },
      { ...base, field: "config.a", type: "text", only: "everywhere" },
      { ...base, field: "config.b", type: "text", only: "here", count: 3 },
      { ...base, field: "config.c", type: "boolean", count: 8 },
      { ...base, field: "config.d", type: "mixed", count: 7 },
      { ...base, field: "config.e", type: "text", count: 6 },
      { ...base, field: "config.f", type: "number", only: 1 },
    ] as const;
    const given = (differing?: string[]) =>
      autoColumns(known, differing).flatMap(({ field }) =>
        field.startsWith("config.") ? [field.at(-1)] : [],
      );
    assert.deepEqual(given(), ["c", "d", "e", "a"]);
    assert.deepEqual(given(["config.e", "config.b"]), ["e", "b"]);
    const fields = ["config.c", "config.d", "config.e", "config.b"];
    assert.deepEqual(mayDiffer(known), fields, "some runs have no b");
  });
});
