import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

const fixtures = path.join(import.meta.dirname, "../../fixtures/stores");

describe("stores of every Runicorn", () => {
  let temp: TempStore;
  let store: Store | undefined;
  beforeEach(() => {
    temp = new TempStore();
  });
  afterEach(() => {
    store?.dispose();
    temp.dispose();
  });

  async function open(fixture?: string, root = temp.root): Promise<Store> {
    if (fixture !== undefined) cpSync(path.join(fixtures, fixture), temp.root, { recursive: true });
    store = await Store.open({ root });
    const opened = store;
    await until(() => opened.counts().pending === 0);
    return opened;
  }
  const list = (store: Store) => store.listRuns(RunsQuery.parse({})).runs;

  it("reads 0.4: project and name as folders, deleted runs hidden, artifacts no project", async () => {
    const store = await open("v0.4");
    const [run, ...others] = list(store);
    assert.deepEqual(others, []);
    assert.equal(run?.id, "20250301_101500_0a1b2c");
    assert.deepEqual(
      [run.project, run.name, run.layout, run.status],
      ["vision", "resnet", "seed", "finished"],
    );
    assert.deepEqual(run.key_metric, { key: "acc", value: 0.93, aggregate: "best" });
    const metrics = await store.listMetrics(run.id);
    assert.deepEqual(
      metrics.map(({ key, count, nan, last }) => [key, count, nan, last]),
      [
        ["loss", 2, 1, 0.4],
        ["acc", 3, 0, 0.91],
      ],
    );
    const { table } = await store.readMetricRows(run.id);
    assert.deepEqual(table.columns, ["global_step", "acc", "loss", "stage", "time"]);
    assert.deepEqual(table.rows[1], {
      global_step: 2,
      acc: 0.93,
      loss: null,
      stage: null,
      time: 1740820502.25,
    });
    assert.equal(table.rows[2]?.["stage"], "test");
    assert.deepEqual(
      store.listExperiments({}).map(({ project }) => project),
      ["vision"],
    );
  });

  it("reads 0.6: paths below runs/, a run without path, the recycle bin left alone", async () => {
    cpSync(path.join(fixtures, "v0.6"), temp.root, { recursive: true });
    // Not a sign of life from a host we cannot ask: it was written long ago.
    const status = path.join(temp.root, "runs/20260225_061400_3c4d5f/status.json");
    utimesSync(status, 1772000100, 1772000100);
    const store = await open();
    const [second, first, ...others] = list(store);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [first?.project, first?.name, first?.layout, first?.alias, first?.tags],
      ["cv", "yolo", "path", "baseline", ["a", "b"]],
    );
    assert.equal(first?.status, "finished");
    const detail = store.getRun(first.id);
    assert.deepEqual(detail.config, {
      lr: 0.01,
      "optimizer.name": "sgd",
      "optimizer.momentum": 0.9,
    });
    assert.deepEqual(
      detail.problems.map(({ kind, line }) => [kind, line]),
      [["torn_line", 3]],
    );
    assert.deepEqual([second?.project, second?.name, second?.layout], ["default", "", "flat"]);
    assert.deepEqual([second?.status, second?.exit_reason], ["failed", "process_not_found"]);
  });

  it("reads the flat layout of before 0.2", async () => {
    const [run] = list(await open("flat"));
    assert.deepEqual([run?.project, run?.name, run?.status], ["nlp", "bert", "failed"]);
    assert.deepEqual(run?.key_metric, { key: "loss", value: 2.5, aggregate: "last" });
  });

  it("changes nothing in a store but its own index, and leaves databases of others alone", async () => {
    cpSync(path.join(fixtures, "v0.6"), temp.root, { recursive: true });
    writeFileSync(path.join(temp.root, "runicorn.db"), "SQLite format 3\0 of the Python Runicorn");
    const before = snapshot(temp.root);
    await open();
    assert.deepEqual(snapshot(temp.root), before);
    assert.deepEqual(
      readdirSync(path.join(temp.root, ".index")).filter((name) => name.endsWith(".db")),
      ["runicorn.db", "series.db"],
    );
  });

  it("gives the second of two runs with one id an id of its own, and the first its id back", async () => {
    const directory = temp.writeRun({ project: "a" });
    temp.writeRun({ project: "b" });
    const store = await open();
    const ids = list(store)
      .map(({ id, project }) => `${project} ${id}`)
      .sort();
    assert.match(ids.join(), /^a 20260101_120000_aaaaaa,b 20260101_120000_aaaaaa~[0-9a-f]{8}$/);
    rmSync(directory, { recursive: true });
    const [left] = await until(() => (list(store).length === 1 ? list(store) : undefined));
    assert.deepEqual([left?.project, left?.id], ["b", "20260101_120000_aaaaaa"]);
    assert.equal(store.getRun("20260101_120000_aaaaaa").project, "b");
  });

  it("is the same store when its root is reached over a link", async () => {
    temp.writeRun();
    const link = path.join(temp.folder, "link");
    symlinkSync(temp.root, link);
    assert.equal(list(await open(undefined, link)).length, 1);
  });

  it("reads the bare NaN that Python writes into the small files", async () => {
    const directory = temp.writeRun();
    writeFileSync(path.join(directory, "summary.json"), '{"worst": NaN, "note": "not NaN"}');
    const { summary, problems } = (await open()).getRun("20260101_120000_aaaaaa");
    assert.deepEqual([summary, problems], [{ worst: "NaN", note: "not NaN" }, []]);
  });

  it("gives no mean where the sum of a metric overflows", async () => {
    temp.writeRun({ points: [{ huge: 1.7e308 }, { huge: 1.7e308 }] });
    const [metric] = await (await open()).listMetrics("20260101_120000_aaaaaa");
    assert.deepEqual([metric?.mean, metric?.max], [null, 1.7e308]);
  });

  it("follows no link out of the store", async () => {
    const outside = new TempStore();
    outside.writeRun();
    symlinkSync(path.join(outside.root, "cv"), path.join(temp.root, "cv"));
    mkdirSync(path.join(temp.root, "p/n/runs/x"), { recursive: true });
    writeFileSync(path.join(temp.root, "p/n/runs/x/status.json"), `{"status":"finished"}`);
    symlinkSync(
      path.join(outside.root, "cv/resnet/runs/20260101_120000_aaaaaa/meta.json"),
      path.join(temp.root, "p/n/runs/x/meta.json"),
    );
    const store = await open();
    const runs = list(store);
    assert.deepEqual(
      runs.map(({ id }) => id),
      ["x"],
    );
    assert.deepEqual(
      store.getRun("x").problems.map(({ kind, file }) => [kind, file]),
      [["unreadable_file", "meta.json"]],
    );
    outside.dispose();
  });
});

function snapshot(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !path.join(entry.parentPath, entry.name).includes(".index"),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      path.join(parentPath, name),
      readFileSync(path.join(parentPath, name), "latin1"),
    ]),
  );
}
