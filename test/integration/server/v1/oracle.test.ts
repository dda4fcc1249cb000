import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import * as fc from "fast-check";

import { V1Metrics, V1Run, V1RunDetail } from "#core/protocol/v1.ts";
import { cases } from "#test/faults/scale.ts";
import { type SlowRun, slowAssetsCount, slowRuns, slowTable } from "#test/support/slowReader.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

const deadPid = 2 ** 30;
const stores = cases(6, 200);

const number = fc.oneof(
  fc.double({ noNaN: false }),
  fc.integer(),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e-320, -0),
);
const key = fc.constantFrom("loss", "acc", "train/loss", "lr", "__proto__x", "ünï code", "stage");
const record = fc.record({
  step: fc.integer({ min: -3, max: 30 }),
  values: fc.dictionary(
    key,
    fc.oneof({ weight: 6, arbitrary: number }, fc.string(), fc.boolean()),
    {
      maxKeys: 4,
    },
  ),
});
const line = fc.oneof(
  { weight: 8, arbitrary: record.map(toLine) },
  { weight: 1, arbitrary: fc.string().map((text) => text.replaceAll(/[\r\n]/g, " ")) },
  {
    weight: 1,
    arbitrary: fc.constant('{"ts":1,"type":"image","data":{"key":"a","path":"media/x.png"}}'),
  },
);
const segment = fc.constantFrom("cv", "nlp", "Yolo", "a b", "ünï");
const anyRun = fc.record({
  layout: fc.constantFrom("seed", "path", "flat"),
  folders: fc.array(segment, { minLength: 2, maxLength: 4 }),
  status: fc.constantFrom(
    "finished",
    "failed",
    "interrupted",
    "running",
    "completed",
    "killed",
    null,
  ),
  alias: fc.option(fc.string({ minLength: 1, maxLength: 10 })),
  tags: fc.option(fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 })),
  best: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  datasets: fc.integer({ min: 0, max: 3 }),
  config: fc.dictionary(fc.constantFrom("lr", "wd"), fc.double({ noNaN: true }), { maxKeys: 2 }),
  deleted: fc.nat({ max: 5 }).map((n) => n === 0),
  lines: fc.array(line, { maxLength: 30 }),
});
type AnyRun = typeof anyRun extends fc.Arbitrary<infer T> ? T : never;

describe("V1 beside a slow reader of the same files", function () {
  this.timeout(120_000);

  it(`says the same of any store: ${stores} of them`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRun, { minLength: 1, maxLength: 8 }), async (store) => {
        const viewer = await startViewer({
          prepare: (files) => {
            for (const [i, run] of store.entries()) write(files.root, i, run);
          },
        });
        try {
          await compare(viewer, slowRuns(viewer.files.root));
        } finally {
          await viewer.dispose();
        }
      }),
      { numRuns: stores },
    );
  });
});

async function compare(viewer: Viewer, expected: readonly SlowRun[]): Promise<void> {
  const get = async (address: string): Promise<unknown> => {
    const answer = await viewer.get(address);
    assert.equal(answer.status, 200, address);
    return answer.json();
  };
  const told = V1Run.strict()
    .array()
    .parse(await get("/api/runs"));
  assert.deepEqual(await get("/api/experiments"), told);
  const byId = new Map(told.map((run) => [run.id, run]));
  assert.deepEqual([...byId.keys()].toSorted(), expected.map(({ id }) => id).toSorted());
  const times = told.map((run) => run.created_time);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => b - a),
  );
  for (const slow of expected) {
    const run = byId.get(slow.id) ?? assert.fail();
    assert.deepEqual(
      [run.run_dir, run.path, run.alias, run.tags, run.status, run.assets_count],
      [
        slow.directory,
        slow.path,
        slow.meta["alias"] ?? null,
        slow.meta["tags"] ?? [],
        statusOf(slow),
        slowAssetsCount(slow),
      ],
    );
    assert.equal(run.best_metric_value, slow.summary["best_metric_value"] ?? null);
    const detail = V1RunDetail.strict().parse(await get(`/api/runs/${slow.id}`));
    assert.deepEqual(
      [detail.path, detail.status, detail.assets],
      [slow.path, run.status, slow.assets],
    );
    const table = V1Metrics.strict().parse(await get(`/api/runs/${slow.id}/metrics`));
    // JSON has no minus zero.
    const { columns, rows } = JSON.parse(JSON.stringify(slowTable(slow))) as typeof table;
    assert.deepEqual(table, { columns, rows, total: rows.length, sampled: rows.length });
    assert.deepEqual(await get(`/api/runs/${slow.id}/metrics_step`), table);
  }
  const paths = [...new Set(expected.map((run) => run.path))];
  const list = (await get("/api/paths?include_stats=True")) as {
    paths: string[];
    stats: Record<string, { total: number; failed: number }>;
  };
  for (const [at, { total, failed }] of Object.entries(list.stats)) {
    const inside = expected.filter((run) => run.path === at || run.path.startsWith(`${at}/`));
    assert.equal(total, inside.length, at);
    assert.equal(failed, inside.filter((run) => statusOf(run) === "failed").length, at);
  }
  const plain = (await get("/api/paths")) as { paths: string[] };
  assert.deepEqual(plain.paths.toSorted(), paths.toSorted());
  for (const at of paths) {
    const query = new URLSearchParams({ path: at, exact: "true" });
    const inside = (await get(`/api/paths/runs?${query.toString()}`)) as { id: string }[];
    const wanted = expected.filter((run) => run.path === at).map(({ id }) => id);
    assert.deepEqual(inside.map(({ id }) => id).toSorted(), wanted.toSorted());
  }
}

/** As 0.7 reads the words of others; a process that is gone has failed. */
function statusOf({ status }: SlowRun): string {
  const words: Record<string, string> = {
    completed: "finished",
    killed: "interrupted",
    running: "failed",
  };
  const written = typeof status?.["status"] === "string" ? status["status"] : "running";
  return words[written] ?? written;
}

function write(root: string, i: number, run: AnyRun): void {
  const id = `20260101_1200${String(i).padStart(2, "0")}_abcdef`;
  const { layout, folders } = run;
  const place = { seed: [...folders, "runs"], path: ["runs", ...folders], flat: ["runs"] }[layout];
  const directory = path.join(root, ...place, id);
  mkdirSync(directory, { recursive: true });
  const json = (file: string, value: object) =>
    writeFileSync(path.join(directory, file), JSON.stringify(value, null, 2));
  const created = 1_767_268_800 + i;
  const { alias, tags } = run;
  const host = { pid: deadPid, hostname: os.hostname() };
  json("meta.json", { id, alias, ...(tags && { tags }), created_at: created, ...host });
  if (run.status !== null) json("status.json", { status: run.status, started_at: created });
  if (run.best !== null) {
    json("summary.json", {
      best_metric_name: "acc",
      best_metric_value: run.best,
      best_metric_mode: "max",
    });
  }
  const datasets = Array.from({ length: run.datasets }, (_, n) => ({ name: `d${n}` }));
  json("assets.json", { code: {}, config: { args: run.config, extra: {} }, datasets, outputs: [] });
  writeFileSync(
    path.join(directory, "events.jsonl"),
    run.lines.map((text) => `${text}\n`).join(""),
  );
  if (run.deleted) json(".deleted", { deleted_at: created, reason: "user_deleted" });
}

function toLine({ step, values }: { step: number; values: Record<string, unknown> }): string {
  const pairs = Object.entries(values).map(([name, value]) => {
    const text = typeof value === "number" ? String(value) : JSON.stringify(value);
    return `${JSON.stringify(name)}:${Object.is(value, -0) ? "-0" : text}`;
  });
  const data = [...pairs, `"global_step":${step}`, `"time":${step}.5`].join(",");
  return `{"ts":${step}.5,"type":"metrics","data":{${data}}}`;
}
