import assert from "node:assert/strict";

import type * as z from "zod";

import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

describe("lists of runs", () => {
  let temp: TempStore;
  let store: Store;
  before(async () => {
    temp = new TempStore();
    for (let i = 0; i < 30; i++) {
      temp.writeRun({
        id: `run${String(i).padStart(2, "0")}`,
        project: i < 20 ? "cv" : "nlp",
        name: `n${i % 3}/deep`,
        // Every third run has no loss, and there are ties.
        points: i % 3 === 0 ? [] : [{ loss: i % 5 }],
        config: i % 2 === 0 ? { lr: i, opt: { name: i % 4 === 0 ? "sgd" : "adam" } } : {},
        meta: { created_at: 1000 + (i % 7), tags: i % 10 === 0 ? ["base", "x"] : [] },
        status: {
          status: i % 4 === 0 ? "failed" : "finished",
          ...(i % 2 === 0 && { ended_at: 2000 - i }),
        },
      });
    }
    store = await Store.open({ root: temp.root });
    await until(() => store.counts().pending === 0);
  });
  after(() => {
    store.dispose();
    temp.dispose();
  });

  const list = (query: z.input<typeof RunsQuery>) => store.listRuns(RunsQuery.parse(query));

  it("come page by page as they come at once, by every field and in both orders", () => {
    const sorts = [
      "created_at",
      "ended_at",
      "name",
      "status",
      "metrics.loss.min",
      "config.lr",
      "config.opt.name",
      "metrics.none.last",
    ];
    for (const sort of sorts) {
      for (const order of ["asc", "desc"] as const) {
        for (const project of ["cv", undefined]) {
          const query = { sort, order, ...(project !== undefined && { project }) };
          const all = list(query);
          assert.equal(all.next_cursor, null);
          assert.equal(all.runs.length, all.total);
          const paged = [];
          let cursor: string | null = null;
          do {
            const page = list({ ...query, limit: 4, ...(cursor !== null && { cursor }) });
            assert.equal(page.total, all.total);
            paged.push(...page.runs);
            cursor = page.next_cursor;
          } while (cursor !== null);
          assert.deepEqual(
            paged.map(({ id }) => id),
            all.runs.map(({ id }) => id),
            `${sort} ${order}`,
          );
        }
      }
    }
  });

  it("come from any place on, which is told, and in the order of several fields", () => {
    const then = "metrics.loss.min:desc,config.lr:asc";
    const query = { sort: "name", order: "asc", then_by: then, columns: "metrics,config" } as const;
    const { runs: all } = list(query);
    const ids = (runs: typeof all) => runs.map(({ id }) => id);
    const key = (run: (typeof all)[number]) => [
      run.name,
      -(run.metrics?.["loss"]?.min ?? -Infinity),
      (run.config?.["lr"] as number | undefined) ?? Infinity,
      run.dir,
    ];
    const inOrder = all.toSorted((a, b) => {
      const [one, other] = [key(a), key(b)];
      const at = one.findIndex((value, i) => value !== other[i]);
      return (one[at] ?? 0) < (other[at] ?? 0) ? -1 : 1;
    });
    assert.deepEqual(ids(all), ids(inOrder));
    for (let offset = 0; offset < 32; offset += 7) {
      const page = list({ ...query, offset, limit: 5 });
      assert.deepEqual(ids(page.runs), ids(all).slice(offset, offset + 5));
      assert.equal(page.offset, Math.min(offset, 30));
      if (page.next_cursor === null) continue;
      const next = list({ ...query, cursor: page.next_cursor, offset: 1, limit: 2 });
      assert.deepEqual(ids(next.runs), ids(all).slice(offset + 6, offset + 8));
      assert.equal(next.offset, offset + 6);
    }
    assert.equal(RunsQuery.safeParse({ then_by: "tag" }).success, false);
  });

  it("are in order, with the runs that lack the field at the end", () => {
    const { runs } = list({ sort: "metrics.loss.min", order: "desc", columns: "metrics,config" });
    const values = runs.map(({ metrics }) => metrics?.["loss"]?.min);
    assert.deepEqual(
      values.slice(0, 20),
      values.slice(0, 20).toSorted((a, b) => (b ?? 0) - (a ?? 0)),
    );
    assert.deepEqual(values.slice(20), Array(10).fill(undefined));
    assert.deepEqual(runs.find(({ id }) => id === "run02")?.config, { lr: 2, "opt.name": "adam" });
    assert.equal(list({}).runs[0]?.metrics, undefined);
  });

  it("are filtered by project, name, status and tag together", () => {
    const { runs, total } = list({ project: "cv", name: "n1/deep", status: "failed", tag: "base" });
    assert.deepEqual(
      runs.map(({ id }) => id),
      [],
    );
    assert.equal(total, 0);
    assert.deepEqual(
      list({ tag: "base", order: "asc" })
        .runs.map(({ id }) => id)
        .sort(),
      ["run00", "run10", "run20"],
    );
    assert.deepEqual(
      list({ tag: "base", status: "failed" })
        .runs.map(({ id }) => id)
        .sort(),
      ["run00", "run20"],
    );
  });

  it("are counted by project, and by name within one", () => {
    const projects = store.listExperiments({});
    const counted = new Map(projects.map(({ project, runs }) => [project, runs]));
    assert.deepEqual(
      counted,
      new Map([
        ["cv", 20],
        ["nlp", 10],
      ]),
    );
    assert.ok(projects.every(({ names }) => names === undefined));
    const [nlp] = store.listExperiments({ project: "nlp" });
    assert.deepEqual(nlp?.names?.map(({ name, runs }) => [name, runs]).sort(), [
      ["n0/deep", 3],
      ["n1/deep", 3],
      ["n2/deep", 4],
    ]);
    assert.deepEqual(nlp.status, { running: 0, finished: 7, failed: 3, interrupted: 0 });
    assert.deepEqual(store.listExperiments({ project: "none" }), []);
  });

  it("refuse a cursor they did not give", () => {
    for (const cursor of ["x", "e30", Buffer.from("[{},1]").toString("base64url")]) {
      assert.throws(() => list({ cursor }), { code: "invalid_request" });
    }
  });
});
