import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";

import { runHere } from "#test/support/runHere.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("runicorn manage", () => {
  let files: TempStore;
  const ids = ["a", "b", "c", "d"].map((c) => `20260101_120000_${c.repeat(6)}`);
  const [first = "", second = "", pinned = "", archived = ""] = ids;
  const directories = new Map<string, string>();

  beforeEach(() => {
    files = new TempStore();
    const write = (id: string, meta: object, project = "cv") =>
      directories.set(id, files.writeRun({ id, project, meta }));
    write(first, { tags: ["x"], notes: "A long Note" });
    write(second, {}, "nlp");
    write(pinned, { pinned: true });
    write(archived, { archived: true });
  });
  afterEach(() => files.dispose());

  const run = (...args: string[]) =>
    runHere(["manage", ...args, "--storage", files.root], { cwd: files.folder });
  const found = async (...args: string[]) => {
    const { stdout } = await run("--action", "search", "--json", ...args);
    const { runs } = JSON.parse(stdout) as { runs: { id: string }[] };
    return runs.map(({ id }) => id).toSorted();
  };
  const isDeleted = (id: string) => existsSync(path.join(directories.get(id) ?? "", ".deleted"));

  it("tags and finds runs", async () => {
    await run("--action", "tag", "--run-id", first, "--run-id", second, "--tags", "y, z");
    assert.deepEqual(await found("--tags", "y,z"), [first, second]);
    assert.deepEqual(await found("--tags", "x"), [first]);
    assert.deepEqual(await found("--text", "long note"), [first]);
    assert.deepEqual(await found("--project", "nlp", "--tags", "y"), [second]);
    assert.match((await run("--action", "search", "--text", "nowhere")).stdout, /No run/);
  });

  it("deletes what it is told to, and only says so in a dry run", async () => {
    const asked = ["--action", "delete", "--run-id", first];
    assert.match((await run(...asked, "--dry-run")).stdout, /would be deleted/);
    assert.ok(!isDeleted(first));
    assert.equal((await run(...asked)).code, 0);
    assert.ok(isDeleted(first) && !isDeleted(second));
    assert.equal((await run("--action", "delete", "--run-id", "none")).code, 1);
  });

  it("cleans up old runs, but none that somebody wants to keep", async () => {
    await run("--action", "cleanup", "--days", "30", "--project", "cv");
    assert.deepEqual(ids.filter(isDeleted), [first]);
    assert.match((await run("--action", "cleanup", "--days", "36500")).stdout, /No run ended/);
  });

  it("wants an action and what that needs", async () => {
    for (const wrong of [[], ["--action", "x"], ["--action", "tag", "--run-id", first]]) {
      assert.equal((await run(...wrong)).code, 2);
    }
    assert.equal((await run("--action", "delete")).code, 2);
  });
});
