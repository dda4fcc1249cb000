import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";

import { RunicornError } from "#core/protocol/errors.ts";
import { migrateRuns } from "#core/store/migrate/migrateRuns.ts";
import { undoMigration } from "#core/store/migrate/undoMigration.ts";
import { dieAfter } from "#test/support/dyingFiles.ts";
import { type OldRun, writeOldStore } from "#test/support/oldStore.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { treeOf } from "#test/support/treeOf.ts";

import { note } from "./results.ts";
import { randoms, sample, seed } from "./scale.ts";

const plain = { values: [1, 2], status: "finished", tags: [], isDeleted: false } as const;
const runs: OldRun[] = [
  { ...plain, layout: "path", folders: ["cv", "yolo"] },
  { ...plain, layout: "recycled", folders: ["cv", "yolo"] },
  { ...plain, layout: "flat", folders: ["cv"], isDeleted: true },
  { ...plain, layout: "path", folders: ["nlp"] },
  { ...plain, layout: "seed", folders: ["cv", "yolo"] },
];

describe("Faults: a migration that is killed", function () {
  this.timeout(120_000);
  let temp: TempStore;
  beforeEach(() => {
    temp = new TempStore();
  });
  afterEach(() => temp.dispose());

  function makeStore(): void {
    rmSync(temp.root, { recursive: true, force: true });
    mkdirSync(temp.root);
    writeOldStore(temp.root, runs);
    mkdirSync(path.join(temp.root, "runs/empty"));
    chmodSync(path.join(temp.root, "runs/cv"), 0o2775);
  }
  const migrate = () => void [...migrateRuns(temp.root)];
  const undo = () => void [...undoMigration(temp.root)];
  const undoIfAny = () => {
    try {
      undo();
    } catch (error) {
      assert.ok(RunicornError.is(error, "not_found"), String(error));
    }
  };
  const runsOnly = () =>
    Object.entries(treeOf(temp.root)).filter(([place]) => !place.startsWith(".migrations"));

  it(`is gone on with or undone, after each of its changes to the disk (seed ${seed})`, () => {
    makeStore();
    const before = treeOf(temp.root);
    const forth = dieAfter(Infinity, migrate);
    const after = runsOnly();
    const back = dieAfter(Infinity, undo);
    assert.deepEqual(treeOf(temp.root), before);
    assert.ok(forth > 20 && back > 15, `${forth} and ${back} changes`);
    const random = randoms(seed);
    const moments = (changes: number) =>
      sample(
        Array.from({ length: changes }, (_, i) => i),
        10,
        random,
      );
    const killed = path.join(temp.folder, "killed");
    for (const survived of moments(forth)) {
      makeStore();
      dieAfter(survived, migrate);
      rmSync(killed, { recursive: true, force: true });
      cpSync(temp.root, killed, { recursive: true });
      undoIfAny();
      assert.deepEqual(treeOf(temp.root), before, `killed after ${survived} and undone`);
      rmSync(temp.root, { recursive: true });
      cpSync(killed, temp.root, { recursive: true });
      migrate();
      assert.deepEqual(runsOnly(), after, `killed after ${survived} and gone on with`);
    }
    for (const survived of moments(back)) {
      makeStore();
      migrate();
      dieAfter(survived, undo);
      undoIfAny();
      assert.deepEqual(treeOf(temp.root), before, `undo killed after ${survived}`);
    }
    note({
      fault: "a migration or its undoing killed after any change to the disk",
      sdk: "none",
      tried: moments(forth).length * 2 + moments(back).length,
      found: "0 stores that were not moved or put back as a whole by the next try",
    });
  });

  it("is refused where the store cannot be written, with a word about it", function () {
    makeStore();
    const disk = path.join(temp.folder, "disk");
    mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      // Without the right to mount there is no such disk here.
      this.skip();
    }
    try {
      cpSync(temp.root, disk, { recursive: true });
      execFileSync("mount", ["-o", "remount,ro", disk]);
      assert.throws(() => [...migrateRuns(disk)], { code: "store_read_only" });
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
