import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import * as fc from "fast-check";

import { RunsQuery } from "#core/protocol/run.ts";
import { migrateRuns, type Step } from "#core/store/migrate/migrateRuns.ts";
import { undoMigration } from "#core/store/migrate/undoMigration.ts";
import { Store } from "#core/store/store.ts";
import { cases } from "#test/faults/scale.ts";
import { idOf, type OldRun, oldRun, writeOldStore } from "#test/support/oldStore.ts";
import { storeDigest } from "#test/support/storeDigest.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { treeOf } from "#test/support/treeOf.ts";
import { until } from "#test/support/until.ts";

const plain: OldRun = {
  layout: "path",
  folders: ["cv", "yolo"],
  values: [1, 2],
  status: "finished",
  tags: [],
  isDeleted: false,
};

describe("a migration of an older store", function () {
  this.timeout(120_000);
  let temp: TempStore;
  beforeEach(() => {
    temp = new TempStore();
  });
  afterEach(() => temp.dispose());

  it("answers the same afterwards, and is byte for byte the same when it is undone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(oldRun, { minLength: 1, maxLength: 8 }), async (runs) => {
        rmSync(temp.root, { recursive: true });
        mkdirSync(temp.root);
        writeOldStore(temp.root, runs);
        const [tree, answers] = [treeOf(temp.root), await answersOf(temp.root)];
        const steps = [...migrateRuns(temp.root)];
        assert.deepEqual(
          steps.filter(({ kind }) => kind === "stayed"),
          [],
        );
        assert.equal(steps.length, runs.filter(({ layout }) => layout !== "seed").length);
        assert.ok(!existsSync(path.join(temp.root, "runs")));
        assert.deepEqual(await answersOf(temp.root), answers);
        assert.deepEqual([...migrateRuns(temp.root)], []);
        if (steps.length === 0) return;
        assert.equal([...undoMigration(temp.root)].length, steps.length);
        assert.deepEqual(treeOf(temp.root), tree);
      }),
      { numRuns: cases(5, 100) },
    );
  });

  it("leaves runs that are being written, that share an id, or whose place is taken", () => {
    writeOldStore(temp.root, [plain, plain, plain, plain]);
    const at = (i: number) => path.join(temp.root, "runs/cv/yolo", idOf(i));
    writeFileSync(path.join(at(0), "status.json"), '{"status":"running"}');
    writeFileSync(path.join(at(0), "meta.json"), JSON.stringify({ pid: process.pid }));
    temp.writeRun({ project: "other", name: "x", id: idOf(1) });
    mkdirSync(path.join(temp.root, "cv/yolo/runs", idOf(2)), { recursive: true });
    const why = whyStayed([...migrateRuns(temp.root)]);
    assert.match(why.get(`runs/cv/yolo/${idOf(0)}`) ?? "", /still being written/);
    assert.match(why.get(`runs/cv/yolo/${idOf(1)}`) ?? "", /other\/x\/runs.* has the same id/);
    assert.match(why.get(`runs/cv/yolo/${idOf(2)}`) ?? "", /is there already/);
    assert.ok(existsSync(path.join(temp.root, "cv/yolo/runs", idOf(3), "meta.json")));
    assert.equal(why.size, 3);
  });

  it("leaves runs whose folders cannot be a project or names, and follows no link", () => {
    const odd = [
      ["artifacts"],
      ["cv", "con"],
      Array.from({ length: 10 }, () => "deep"),
      ["linked"],
    ];
    writeOldStore(
      temp.root,
      odd.map((folders) => ({ ...plain, folders })),
    );
    const before = treeOf(temp.root);
    const outside = path.join(temp.folder, "outside");
    mkdirSync(outside);
    symlinkSync(outside, path.join(temp.root, "linked"));
    assert.equal(whyStayed([...migrateRuns(temp.root)]).size, 4);
    assert.deepEqual(readdirSync(outside), []);
    rmSync(path.join(temp.root, "linked"));
    assert.deepEqual(treeOf(temp.root), before);
  });

  it("undoes one migration after the other, the last one first", () => {
    writeOldStore(temp.root, [plain]);
    const first = treeOf(temp.root);
    void [...migrateRuns(temp.root)];
    const second = treeOf(temp.root);
    const one: OldRun = { ...plain, folders: ["later"] };
    writeOldStore(path.join(temp.folder, "more"), [one, one]);
    const later = `runs/later/${idOf(1)}`;
    cpSync(path.join(temp.folder, "more", later), path.join(temp.root, later), { recursive: true });
    void [...migrateRuns(temp.root)];
    void [...undoMigration(temp.root)];
    assert.ok(existsSync(path.join(temp.root, later)));
    rmSync(path.join(temp.root, "runs"), { recursive: true });
    assert.deepEqual(treeOf(temp.root), second);
    void [...undoMigration(temp.root)];
    assert.deepEqual(treeOf(temp.root), first);
    assert.throws(() => [...undoMigration(temp.root)], { code: "not_found" });
  });
});

/** All that does not tell where a run's directory lies. */
async function answersOf(root: string): Promise<unknown> {
  const store = await Store.open({ root });
  try {
    await until(() => store.counts().pending === 0);
    const digest = await storeDigest(store);
    const { total } = store.listRuns(RunsQuery.parse({}));
    const bin = (await store.editor.deleted()).sort((a, b) => (a.id < b.id ? -1 : 1));
    return JSON.parse(JSON.stringify({ digest, bin, total }), (key, value) =>
      ["dir", "layout", "experiments", "byName"].includes(key)
        ? undefined
        : key === "name" && value === ""
          ? "default"
          : (value as unknown),
    );
  } finally {
    store.dispose();
    rmSync(path.join(root, ".index"), { recursive: true });
  }
}

function whyStayed(steps: readonly Step[]): Map<string, string> {
  return new Map(steps.flatMap((step) => (step.kind === "stayed" ? [[step.dir, step.why]] : [])));
}
