import assert from "node:assert/strict";
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { runHere } from "#test/support/runHere.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { treeOf } from "#test/support/treeOf.ts";

const fixtures = path.join(import.meta.dirname, "../../fixtures/stores");

describe("runicorn migrate", () => {
  let temp: TempStore;
  beforeEach(() => {
    temp = new TempStore();
    for (const name of ["v0.4", "v0.6", "flat"]) {
      cpSync(path.join(fixtures, name), temp.root, { recursive: true });
    }
  });
  afterEach(() => temp.dispose());

  const run = (command: string, ...options: string[]) =>
    runHere([command, ...options, "--storage", temp.root], { cwd: temp.folder });
  const moved = (answer: string) => {
    const { moved } = JSON.parse(answer) as { moved: { from: string; to: string }[] };
    return moved.map(({ from, to }) => `${from} ${to}`).sort();
  };
  /** Said to be running on a machine that cannot be asked, and written to a moment ago: by the copying. */
  const perhapsRunning = "runs/20260225_061400_3c4d5f";

  it("says what it would do, does it, and undoes it", async () => {
    writeFileSync(path.join(temp.root, perhapsRunning, "status.json"), '{"status":"failed"}');
    const before = treeOf(temp.root);
    const list = async () => {
      const { stdout } = await run("runs", "list", "--json");
      rmSync(path.join(temp.root, ".index"), { recursive: true });
      return (JSON.parse(stdout) as { runs: { id: string }[] }).runs.map(({ id }) => id);
    };
    const runs = await list();
    const plan = await run("migrate", "--dry-run", "--json");
    assert.equal(plan.code, 0);
    assert.deepEqual(moved(plan.stdout), [
      "runs/.recycle/20260225_061500_3c4d60 cv/yolo/runs/20260225_061500_3c4d60",
      "runs/20240105_080000_77aa88 nlp/bert/runs/20240105_080000_77aa88",
      "runs/20260225_061400_3c4d5f default/default/runs/20260225_061400_3c4d5f",
      "runs/cv/yolo/20260225_061320_3c4d5e cv/yolo/runs/20260225_061320_3c4d5e",
    ]);
    const told = await run("migrate", "--dry-run");
    assert.match(told.stdout, /^runs\/cv\/yolo\/\S+ -> cv\/yolo\/runs\/\S+$/m);
    assert.match(told.stdout, /4 runs would be moved\.\n$/);
    assert.deepEqual(treeOf(temp.root), before);
    const done = await run("migrate");
    assert.deepEqual([done.code, done.stderr], [0, ""]);
    assert.match(done.stdout, /^4 runs moved; `runicorn migrate --undo` puts them back\.\n$/);
    assert.ok(!existsSync(path.join(temp.root, "runs")));
    assert.deepEqual(await list(), runs);
    assert.match((await run("migrate")).stdout, /No run was moved/);
    const undone = await run("migrate", "--undo", "--json");
    assert.equal(moved(undone.stdout).length, 4);
    assert.deepEqual(treeOf(temp.root), before);
    const again = await run("migrate", "--undo");
    assert.deepEqual([again.code, again.stdout], [1, ""]);
    assert.match(again.stderr, /No migration of this store is left to undo/);
  });

  it("ends with 1 where a run stays, and says why", async () => {
    const { code, stdout } = await run("migrate");
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`^${perhapsRunning} stays: it is still being written$`, "m"));
    assert.match(stdout, /3 runs moved/);
  });

  it("says what is wrong usage, and finds nothing in a store that is not there", async () => {
    assert.equal((await run("migrate", "--dry-run", "--undo")).code, 2);
    rmSync(temp.root, { recursive: true });
    const { code, stdout } = await run("migrate");
    assert.deepEqual([code, stdout], [0, "No run was moved.\n"]);
    assert.ok(!existsSync(temp.root));
  });
});
