import assert from "node:assert/strict";

import * as fc from "fast-check";

import {
  type Filter,
  type FilterField,
  type FilterValue,
  isEnvironmentField,
} from "#core/protocol/filter/filter.ts";
import { type Run, RunsQuery } from "#core/protocol/run.ts";
import { FilterMasks } from "#core/store/runs/filterMask.ts";
import { RunIndex } from "#core/store/runs/runIndex.ts";
import { listRuns } from "#core/store/runs/runList.ts";
import { noEvents } from "#core/store/runs/runRecord.ts";

const now = 1_800_000_000;
const cells = {
  lr: [0.1, 1e-4, 3, "auto", true, undefined],
  "opt.name": ["adam", "SGD", "", undefined],
  loss: [0, -1.5, 2, undefined],
} as const;
const runs = everyRun();

/** One run for each combination of what the questions are about. */
function everyRun(): { run: Run; config: Record<string, FilterValue>; loss?: number }[] {
  return cells.lr.flatMap((lr, i) =>
    cells["opt.name"].flatMap((opt, j) =>
      cells.loss.map((loss, k) => ({
        run: runOf(i, j, k),
        config: {
          ...(lr !== undefined && { lr }),
          ...(opt !== undefined && { "opt.name": opt }),
        },
        ...(loss !== undefined && { loss }),
      })),
    ),
  );
}

function runOf(i: number, j: number, k: number): Run {
  const id = `run-${i}${j}${k}`;
  return {
    id,
    run_id: id,
    project: i % 2 === 0 ? "cv" : "nlp",
    name: j % 2 === 0 ? "resnet/50" : "Größe",
    display_name: null,
    alias: k === 0 ? "Seed 1" : null,
    notes: null,
    tags: [...(i > 2 ? ["base"] : []), ...(k > 1 ? ["v2"] : [])],
    pinned: j === 1,
    archived: false,
    status: k === 2 ? "running" : "finished",
    exit_reason: null,
    created_at: now - 1000 * i,
    started_at: j === 3 ? null : now - 500 * i,
    ended_at: k === 2 ? null : now - 100,
    hostname: i === 0 ? null : "gpu1",
    pid: null,
    layout: "seed",
    dir: `cv/${id}`,
    key_metric: null,
    metric_count: 0,
    problem_count: 0,
  };
}

describe("A filter over all runs", () => {
  const index = new RunIndex(undefined);
  before(() => {
    for (const { run, config, loss } of runs) {
      const stats = {
        count: 2,
        last: loss ?? null,
        min: loss ?? null,
        max: loss ?? null,
        mean: null,
      };
      const indexed = {
        run,
        stamp: "",
        extra: {
          config,
          summary: { best: { acc: config["lr"] ?? "none" } },
          python: null,
          platform: null,
          problems: [],
          best: null,
          primary: null,
        },
        events: { ...noEvents, metrics: loss === undefined ? {} : { "train/loss": stats } },
      };
      index.write(() => index.put(run.dir, indexed));
    }
  });
  after(() => index.file.close());

  const matching = (filter: Filter): string[] => {
    const mask = new FilterMasks(index.slots, index.columns, now).mask(filter);
    return Array.from(index.slots.byDir)
      .filter((slot) => mask[slot] === 1)
      .map((slot) => index.slots.dirOf(slot));
  };

  it("finds what an evaluation of every run finds", () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const expected = runs.filter((run) => holds(filter, run)).map(({ run }) => run.dir);
        assert.deepEqual(matching(filter), expected.sort());
      }),
      { numRuns: 2000 },
    );
  });

  it("is asked with the list of runs, beside its other conditions and page by page", () => {
    const query = RunsQuery.parse({
      project: "cv",
      q: "metrics.train/loss.min < 1 and summary.best.acc = 3 and not pinned",
      limit: 2,
    });
    const first = listRuns(index, query);
    const second = listRuns(index, { ...query, cursor: first.next_cursor ?? "" });
    const ids = [...first.runs, ...second.runs].map(({ id }) => id);
    assert.deepEqual(ids, ["run-231", "run-230", "run-221", "run-220"]);
    assert.equal(first.total, 6);
  });
});

/** The meaning of a filter, said once more in the plainest way. */
function holds(filter: Filter, of: (typeof runs)[number]): boolean {
  switch (filter.op) {
    case "and":
      return filter.items.every((item) => holds(item, of));
    case "or":
      return filter.items.some((item) => holds(item, of));
    case "not":
      return !holds(filter.item, of);
    case "has":
      return valuesOf(filter.field, of).length > 0;
    case "contains":
      return valuesOf(filter.field, of).some((value) => includes(value, filter.text));
    case "matches":
      return valuesOf(filter.field, of).some((value) =>
        new RegExp(filter.pattern, "i").test(String(value)),
      );
    case "in":
      return filter.values.some((value) => compares(filter.field, "=", value, of));
    case "compare":
      return filter.comparison === "!="
        ? !compares(filter.field, "=", filter.value, of)
        : compares(filter.field, filter.comparison, filter.value, of);
    case "text":
  }
  const { id, alias, tags, project, name, hostname } = of.run;
  const words = Object.values(of.config).filter((value) => typeof value === "string");
  const names = [id, alias ?? "", hostname ?? "", ...tags, `${project}/${name}`, ...words];
  return names.some((value) => includes(value, filter.text));
}

function compares(field: FilterField, sign: string, value: FilterValue, of: (typeof runs)[number]) {
  return valuesOf(field, of).some((own) => {
    const [a, b] = [own, value].map((x) => (typeof x === "boolean" ? Number(x) : x));
    if (a === undefined || b === undefined || typeof a !== typeof b) return false;
    if (sign === "=") return a === b;
    if (sign === "<") return a < b;
    if (sign === "<=") return a <= b;
    return sign === ">" ? a > b : a >= b;
  });
}

function valuesOf(field: FilterField, { run, config, loss }: (typeof runs)[number]): FilterValue[] {
  const present = (value: FilterValue | null | undefined) =>
    value === null || value === undefined ? [] : [value];
  if (field.kind === "run") {
    if (field.name === "tag") return run.tags;
    if (field.name === "title") return [run.alias || run.display_name || run.run_id];
    if (field.name === "host") return present(run.hostname);
    if (field.name === "duration") {
      return [(run.ended_at ?? now) - (run.started_at ?? run.created_at)];
    }
    if (isEnvironmentField(field.name)) return present(run.environment?.[field.name]);
    return present(run[field.name]);
  }
  if (field.kind === "metric") {
    if (field.key !== "train/loss" || loss === undefined || field.aggregate === "mean") return [];
    return [field.aggregate === "count" ? 2 : loss];
  }
  if (field.kind === "config") return present(config[field.path]);
  return field.path === "best.acc" ? [config["lr"] ?? "none"] : [];
}

function includes(value: FilterValue, text: string): boolean {
  return String(Number(value) === value || typeof value === "string" ? value : Number(value))
    .toLowerCase()
    .includes(text.toLowerCase());
}

const anyField: fc.Arbitrary<FilterField> = fc.oneof(
  fc
    .constantFrom("id", "project", "name", "title", "alias", "status", "host", "tag", "notes")
    .map((name) => ({ kind: "run", name }) as const),
  fc.constantFrom("lr", "opt.name", "none").map((path) => ({ kind: "config", path }) as const),
  fc.constant({ kind: "summary", path: "best.acc" } as const),
  fc
    .constantFrom("last", "min", "mean", "count")
    .map((aggregate) => ({ kind: "metric", key: "train/loss", aggregate }) as const),
);
const anyValue: fc.Arbitrary<FilterValue> = fc.constantFrom<FilterValue[]>(
  0,
  0.1,
  1e-4,
  3,
  -1.5,
  2,
  1,
  Infinity,
  true,
  false,
  "adam",
  "SGD",
  "",
  "cv",
  "running",
  "base",
  "none",
  "auto",
);
const anySign = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
const ownComparison = fc.oneof(
  fc.record({
    op: fc.constant("compare"),
    field: fc
      .constantFrom("created_at", "started_at", "ended_at")
      .map((name) => ({ kind: "run", name })),
    comparison: anySign,
    value: fc.constantFrom(now - 100, now - 1000, now - 2000, now),
  }),
  fc.record({
    op: fc.constant("compare"),
    field: fc.constant({ kind: "run", name: "duration" }),
    comparison: anySign,
    value: fc.constantFrom(0, 500, 900, 1500),
  }),
  fc.record({
    op: fc.constant("compare"),
    field: fc.constant({ kind: "run", name: "pinned" }),
    comparison: fc.constantFrom("=", "!="),
    value: fc.boolean(),
  }),
) as fc.Arbitrary<Filter>;
const condition = fc.oneof(
  ownComparison,
  fc.record({
    op: fc.constant("compare"),
    field: anyField,
    comparison: anySign,
    value: anyValue,
  }),
  fc.record({ op: fc.constant("has"), field: anyField }),
  fc.record({
    op: fc.constant("in"),
    field: anyField,
    values: fc.array(anyValue, { maxLength: 4 }),
  }),
  fc.record({
    op: fc.constant("contains"),
    field: fc.constantFrom<FilterField[]>(
      { kind: "run", name: "alias" },
      { kind: "run", name: "tag" },
      { kind: "run", name: "name" },
      { kind: "config", path: "opt.name" },
    ),
    text: fc.constantFrom("se", "SEED", "ba", "50", "", "Gr", "zzz"),
  }),
  fc.record({
    op: fc.constant("matches"),
    field: fc.constantFrom<FilterField[]>(
      { kind: "run", name: "alias" },
      { kind: "run", name: "tag" },
      { kind: "config", path: "opt.name" },
    ),
    pattern: fc.constantFrom("^SE", "s.*d", "a|v\\d", String.raw`\D\d$`, "[A-C]a", ""),
  }),
  fc.record({ op: fc.constant("text"), text: fc.constantFrom("cv/res", "v2", "seed", "13", "?") }),
) as fc.Arbitrary<Filter>;
const { anyFilter } = fc.letrec<{ anyFilter: Filter }>((tie) => ({
  anyFilter: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    condition,
    fc.record({
      op: fc.constantFrom("and", "or"),
      items: fc.array(tie("anyFilter"), { minLength: 1, maxLength: 3 }),
    }) as fc.Arbitrary<Filter>,
    fc.record({ op: fc.constant("not"), item: tie("anyFilter") }) as fc.Arbitrary<Filter>,
  ),
}));
