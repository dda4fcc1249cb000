import assert from "node:assert/strict";

import { Run, type RunsPage } from "#core/protocol/run.ts";
import { RunList } from "#extension/experiments/runList.ts";
import type { Source } from "#extension/sources/source.ts";

const source = { id: "local-1" } as Source;

function run(id: string, createdAt: number, changes: Partial<Run> = {}): Run {
  return Run.parse({
    id,
    run_id: id,
    project: "cv",
    name: "resnet",
    display_name: null,
    alias: null,
    notes: null,
    tags: [],
    pinned: false,
    archived: false,
    status: "running",
    exit_reason: null,
    created_at: createdAt,
    started_at: null,
    ended_at: null,
    hostname: null,
    pid: null,
    layout: "seed",
    dir: id,
    metric_count: 1,
    problem_count: 0,
    key_metric: { key: "loss", value: 1, aggregate: "last" },
    ...changes,
  });
}

describe("a list of runs", () => {
  let stored: Run[];
  let asked: number;
  let list: RunList;
  const shown = async () =>
    (await list.children()).map((node) => (node.kind === "run" ? node.run.id : node.kind));

  beforeEach(() => {
    stored = Array.from({ length: 250 }, (_, i) => run(`r${i}`, 1000 - i));
    asked = 0;
    list = new RunList({
      source,
      parent: undefined,
      belongs: ({ name }) => name === "resnet",
      onLoaded() {},
      page(limit, cursor): Promise<RunsPage> {
        asked++;
        const from = Number(cursor ?? 0);
        const next = from + limit < stored.length ? String(from + limit) : null;
        const runs = stored.slice(from, from + limit);
        return Promise.resolve({ runs, total: stored.length, next_cursor: next });
      },
    });
  });

  it("is asked for by page, and only once", async () => {
    const [first] = await Promise.all([shown(), shown()]);
    assert.deepEqual([first.length, first.at(-1), asked], [101, "more", 1]);
    const more = (await list.children()).at(-1);
    assert.ok(more?.kind === "more");
    await more.load();
    assert.equal((await shown()).length, 201);
    await more.load();
    assert.deepEqual([(await shown()).length, (await shown()).at(-1)], [250, "r249"]);
  });

  it("takes new runs in at their place, beyond the last page not at all", async () => {
    await shown();
    assert.equal(list.apply({ type: "run_created", run: run("new", 2000) }).kind, "list");
    assert.equal(list.apply({ type: "run_created", run: run("mid", 999.5) }).kind, "list");
    assert.equal(list.apply({ type: "run_created", run: run("old", 1) }).kind, "none");
    const elsewhere = run("other", 3000, { name: "bert" });
    assert.equal(list.apply({ type: "run_created", run: elsewhere }).kind, "none");
    assert.deepEqual((await shown()).slice(0, 4), ["new", "r0", "mid", "r1"]);
  });

  it("follows a run: its status, its number, its end", async () => {
    const [node] = await list.children();
    assert.ok(node?.kind === "run");
    const last = { loss: { step: 7, value: 0.25 }, acc: { step: 7, value: 1 } };
    const file = { source: "events", rank: null } as const;
    const points = list.apply({
      type: "points_appended",
      id: "r0",
      ...file,
      last,
      points: [],
      unsent: [],
    });
    assert.ok(points.kind === "number" && points.node === node);
    assert.equal(node.run.key_metric?.value, 0.25);
    assert.equal(list.apply({ type: "run_changed", run: node.run }).kind, "none");
    const failed = run("r0", 1000, { status: "failed" });
    assert.equal(list.apply({ type: "run_changed", run: failed }).kind, "run");
    assert.equal(node.run.status, "failed");
    assert.equal(list.apply({ type: "run_deleted", id: "r0" }).kind, "list");
    assert.equal((await shown())[0], "r1");
    assert.equal(list.apply({ type: "run_deleted", id: "r0" }).kind, "none");
  });

  it("keeps its elements when it is asked for again", async () => {
    const [before] = await list.children();
    stored = [run("new", 2000), ...stored.slice(0, 50)];
    await list.reload();
    const [first, second] = await list.children();
    assert.ok(first?.kind === "run" && first.run.id === "new");
    assert.equal(second, before);
    assert.equal((await shown()).length, 51);
  });
});
