import assert from "node:assert/strict";

import * as fc from "fast-check";

import { RunsQuery } from "#core/protocol/run.ts";
import { FacetsQuery, GroupsQuery } from "#core/protocol/runTable.ts";
import { Store } from "#core/store/store.ts";
import { generateRuns } from "#test/support/generateRuns.ts";
import { type PlainRun, plainRun, sortPlainly, variedRuns } from "#test/support/plainRuns.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const fields = [
  "id",
  "project",
  "name",
  "status",
  "title",
  "alias",
  "created_at",
  "started_at",
  "ended_at",
  "branch",
  "commit",
  "dirty",
  "python",
  "gpu",
  "gpu_count",
  "cuda",
  "config.lr",
  "config.opt.name",
  "config.`a b`",
  "summary.best.acc",
  ...["loss", "acc"].flatMap((key) =>
    ["count", "min", "max", "last"].map((name) => `metrics.${key}.${name}`),
  ),
];
/** Filters with their meaning. */
const filters: readonly (readonly [string, (run: PlainRun) => boolean])[] = [
  ["", () => true],
  [
    "config.lr > 1e-3 and not pinned",
    (run) =>
      has(run, "config.lr", (v) => typeof v !== "string" && Number(v) > 1e-3) &&
      !has(run, "pinned"),
  ],
  [
    "metrics.loss.min < 1 or tag = v2",
    (run) =>
      has(run, "metrics.loss.min", (v) => Number(v) < 1) || has(run, "tag", (v) => v === "v2"),
  ],
  ["seed", (run) => has(run, "alias", (v) => String(v).startsWith("Seed"))],
  [
    "grö and has metrics.acc",
    (run) => has(run, "config.opt.name", (v) => v === "Größe") && has(run, "metrics.acc.last"),
  ],
  [
    "project in [cv, rl] and status != failed",
    (run) => !has(run, "project", (v) => v === "nlp") && !has(run, "status", (v) => v === "failed"),
  ],
  // Versions are compared as they are written: 3.10 is not 3.1.
  ["python = 3.10 and dirty", (run) => has(run, "branch") && has(run, "dirty")],
  [
    "gpu contains t4 or gpu_count < 1 or commit contains 0",
    (run) => has(run, "gpu") || has(run, "gpu_count", (v) => v === 0),
  ],
];

describe("Questions about all runs", () => {
  const runs = variedRuns(61).map(plainRun);
  let temp: TempStore;
  let store: Store;
  before(async () => {
    temp = new TempStore();
    for (const run of variedRuns(61)) temp.writeRun(run);
    store = await Store.open({ root: temp.root });
    await until(() => store.counts().pending === 0);
  });
  after(() => {
    store.dispose();
    temp.dispose();
  });

  const anyFilter = fc.constantFrom(...filters);
  const anyField = fc.constantFrom(...fields);

  it("are answered with pages in the order of any field, as an evaluation of every run", async () => {
    const order = fc.constantFrom("asc" as const, "desc" as const);
    const property = fc.asyncProperty(
      anyFilter,
      anyField,
      order,
      fc.nat(40),
      async (filter, sort, order, size) => {
        const [q, holds] = filter;
        const expected = sortPlainly(runs.filter(holds), sort, order).map(({ id }) => id);
        const query = RunsQuery.parse({ q, sort, order, limit: size + 1 });
        const found: string[] = [];
        for (let cursor: string | null | undefined; cursor !== null;) {
          const json = await store.runs.listJson({ ...query, ...(cursor && { cursor }) });
          const page = JSON.parse(json) as ReturnType<Store["listRuns"]>;
          assert.equal(page.total, expected.length);
          found.push(...page.runs.map(({ id }) => id));
          cursor = page.next_cursor;
        }
        assert.deepEqual(found, expected);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it("are answered in the order of how long runs took, or take so far", async () => {
    const now = Date.now() / 1000;
    const timed = runs.map((run) => {
      const [started = 0] = run.values.get("started_at") ?? [];
      const [ended = now] = run.values.get("ended_at") ?? [];
      const values = new Map(run.values).set("duration", [Number(ended) - Number(started)]);
      return { ...run, values };
    });
    for (const order of ["asc", "desc"] as const) {
      const query = RunsQuery.parse({ sort: "duration", order, limit: 100, q: "duration > 2050" });
      const page = JSON.parse(await store.runs.listJson(query)) as ReturnType<Store["listRuns"]>;
      const long = timed.filter((run) => has(run, "duration", (value) => Number(value) > 2050));
      const expected = sortPlainly(long, "duration", order).map(({ id }) => id);
      assert.deepEqual(
        page.runs.map(({ id }) => id),
        expected,
      );
    }
  });

  it("are answered with the counts of values", async () => {
    const property = fc.asyncProperty(
      anyFilter,
      fc.constantFrom(...fields, "tag"),
      async ([q, holds], field) => {
        const chosen = runs.filter(holds);
        const answer = await store.runs.facets(
          FacetsQuery.parse({ q, fields: field, limit: 1000 }),
        );
        const facet = answer.facets[0];
        assert.equal(answer.runs, chosen.length);
        const counts = new Map<unknown, number>();
        for (const { values } of chosen) {
          for (const value of values.get(field) ?? [])
            counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        assert.deepEqual(new Map(facet?.values.map(({ value, count }) => [value, count])), counts);
        assert.equal(facet?.distinct, counts.size);
        assert.equal(
          facet.count,
          chosen.filter(({ values }) => (values.get(field) ?? []).length > 0).length,
        );
        const frequencies = facet.values.map(({ count }) => count);
        assert.deepEqual(
          frequencies,
          frequencies.toSorted((a, b) => b - a),
        );
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it("are answered with groups and the statistics of each", async () => {
    const property = fc.asyncProperty(
      anyFilter,
      fc.constantFrom(...fields.filter((field) => field !== "project"), "tag"),
      anyField,
      async ([q, holds], by, of) => {
        const query = GroupsQuery.parse({ q, by: `${by},project`, values: of, limit: 1000 });
        const { groups, total } = await store.runs.groups(query);
        const expected = new Map<string, number[][]>();
        for (const { values } of runs.filter(holds)) {
          const keys = values.get(by) ?? [];
          for (const key of keys.length === 0 ? [null] : keys) {
            const name = JSON.stringify([key, values.get("project")?.[0]]);
            const numbers = (values.get(of) ?? []).filter((v) => typeof v !== "string").map(Number);
            expected.set(name, [...(expected.get(name) ?? []), numbers]);
          }
        }
        assert.equal(total, expected.size);
        for (const { key, runs, values } of groups) {
          const members = expected.get(JSON.stringify(key)) ?? [];
          assert.equal(runs, members.length);
          const numbers = members.flat();
          const [stats] = values;
          assert.equal(stats?.count, numbers.length);
          if (numbers.length === 0) continue;
          const mean = numbers.reduce((a, b) => a + b) / numbers.length;
          assert.ok(Math.abs((stats.mean ?? NaN) - mean) <= 1e-9 * Math.max(1, Math.abs(mean)));
          assert.equal(stats.min, Math.min(...numbers));
          assert.equal(stats.max, Math.max(...numbers));
          const squares = numbers.map((number) => (number - mean) ** 2).reduce((a, b) => a + b);
          const std = numbers.length > 1 ? Math.sqrt(squares / (numbers.length - 1)) : 0;
          assert.ok(Math.abs((stats.std ?? 0) - std) <= 1e-9 * Math.max(1, std));
        }
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it("are answered with groups in the order of a statistic, a key or their size, and cut only then", async () => {
    const property = fc.asyncProperty(
      fc.constantFrom("runs", "key", "mean", "min", "max"),
      fc.constantFrom("asc", "desc"),
      anyField,
      fc.integer({ min: 1, max: 10 }),
      async (of, order, field, limit) => {
        const asked = of === "runs" ? of : `${of}:${of === "key" ? "config.opt.name" : field}`;
        const query = {
          by: "project,config.opt.name",
          values: field,
          sort: `${asked}:${order}`,
        };
        const all = (await store.runs.groups(GroupsQuery.parse({ ...query, limit: 1000 }))).groups;
        const valueOf = ({ runs, key, values }: (typeof all)[number]) =>
          of === "runs" ? runs : of === "key" ? key[1] : values[0]?.[of as "mean"];
        const sorted = all.map(valueOf);
        const last = sorted.findIndex((value) => value === null);
        if (last >= 0) assert.ok(sorted.slice(last).every((value) => value === null));
        const present = sorted.filter((value) => value !== null && value !== undefined);
        for (const [i, value] of present.entries()) {
          const before = present[i - 1];
          if (before === undefined || typeof before !== typeof value) continue;
          assert.ok(order === "asc" ? before <= value : before >= value, sorted.join());
        }
        const few = await store.runs.groups(GroupsQuery.parse({ ...query, limit }));
        assert.deepEqual(few.groups, all.slice(0, limit));
        assert.equal(few.total, all.length);
      },
    );
    await fc.assert(property, { numRuns: 100 });
    for (const sort of ["key:config.lr", "most:config.lr", "mean", "mean:nothing"]) {
      assert.ok(!GroupsQuery.safeParse({ by: "project", sort }).success, sort);
    }
  });

  it("are answered with all columns, their types and ranges", async () => {
    const { columns } = await store.runs.columns({ limit: 5000 });
    const byField = new Map(columns.map((column) => [column.field, column]));
    for (const field of [...fields, "pinned"]) {
      const values = runs.flatMap(({ values }) => values.get(field) ?? []);
      const numbers = values.filter((value) => typeof value !== "string").map(Number);
      const types = new Set(
        values.map((value) => (typeof value === "string" ? "text" : typeof value)),
      );
      assert.deepEqual(
        byField.get(field),
        {
          field,
          type: types.size === 1 ? [...types][0] : "mixed",
          count: values.length,
          min: numbers.length > 0 ? Math.min(...numbers) : null,
          max: numbers.length > 0 ? Math.max(...numbers) : null,
          ...(new Set(values).size === 1 && { only: values[0] }),
        },
        field,
      );
    }
    const few = await store.runs.columns({ search: "LOSS.m", limit: 2 });
    assert.equal(few.total, 3);
    assert.deepEqual(
      few.columns.map(({ field }) => field),
      ["metrics.loss.max", "metrics.loss.mean"],
    );
    const words = await store.runs.columns({ search: "MIN  acc", limit: 10 });
    assert.deepEqual(
      words.columns.map(({ field }) => field),
      ["metrics.acc.min"],
    );
  });

  it("go through all runs once for all who ask for the columns at the same time", async () => {
    const own = await Store.open({ root: temp.root });
    try {
      const answers = await Promise.all([
        own.runs.columns({ limit: 5000 }),
        own.runs.columns({ search: "loss", limit: 5000 }),
      ]);
      const [all, some] = answers.map(({ columns }) => new Set(columns));
      assert.ok(some?.size && [...some].every((column) => all?.has(column)));
    } finally {
      own.dispose();
    }
  });

  it("that are open when the store is closed say so", async () => {
    const many = new TempStore();
    try {
      // More than are gone through before anything else has its turn.
      generateRuns({ root: many.root, count: 3000 });
      const own = await Store.open({ root: many.root });
      const asked = assert.rejects(own.runs.columns({ limit: 5000 }), {
        code: "service_unavailable",
      });
      own.dispose();
      await asked;
    } finally {
      many.dispose();
    }
  });

  it("are answered with what may follow in a filter", async () => {
    const candidates = async (q: string, cursor = q.length) => {
      const { candidates } = await store.runs.complete({ q, cursor, limit: 50 });
      return candidates.map(({ text }) => text);
    };
    assert.deepEqual(await candidates("config.opt.n"), ["config.opt.name"]);
    assert.deepEqual(await candidates("stat"), ["status"]);
    assert.ok((await candidates("LOSS")).includes("metrics.loss.min"));
    assert.deepEqual(await candidates("status "), [
      "=",
      "!=",
      "contains",
      "matches",
      "in",
      "<",
      "<=",
      ">",
      ">=",
    ]);
    assert.deepEqual((await candidates("status = ")).toSorted(), [
      "failed",
      "finished",
      "interrupted",
    ]);
    assert.deepEqual(await candidates("config.opt.name = gr"), ["Größe"]);
    assert.deepEqual(await candidates("tag in [base, v"), ["v2"]);
    assert.deepEqual(await candidates("pinned "), ["=", "!="]);
    assert.deepEqual(await candidates("bran"), ["branch"]);
    assert.deepEqual(await candidates("python = 3.1"), ['"3.10"']);
    const { error } = await store.runs.complete({ q: "status = ", limit: 1 });
    assert.deepEqual([error?.start, error?.end], [9, 9]);
    assert.equal((await store.runs.complete({ q: "status = failed", limit: 1 })).error, null);
  });

  it("tell of each run what is asked for", () => {
    const columns = "config.`a b`,metrics.loss.min,summary.best.acc";
    const { runs: listed } = store.listRuns(RunsQuery.parse({ columns, limit: 1000 }));
    const run = listed.find(({ id }) => id === "run001");
    assert.deepEqual(run?.config, { "a b": 1 });
    assert.deepEqual(Object.keys(run.metrics ?? {}), ["loss"]);
    assert.equal(run.metrics?.["loss"]?.min, -1);
    assert.deepEqual(listed.find(({ id }) => id === "run003")?.summary, { "best.acc": 3 });
  });
});

function has(
  { values }: PlainRun,
  field: string,
  test: (value: string | number | boolean) => boolean = () => true,
): boolean {
  return (values.get(field) ?? []).some(test);
}
