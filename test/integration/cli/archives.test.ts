import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { runHere } from "#test/support/runHere.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("runicorn export and import", () => {
  let files: TempStore;
  let other: TempStore;
  const run = (store: TempStore, ...args: string[]) =>
    runHere([...args, "--storage", store.root], { cwd: files.folder });
  beforeEach(() => {
    files = new TempStore();
    other = new TempStore();
    files.writeRun({ id: "20260101_000000_aaaaaa", points: [{ loss: 1 }] });
    files.writeRun({ id: "20260102_000000_bbbbbb", project: "nlp", name: "bert" });
  });
  afterEach(() => {
    files.dispose();
    other.dispose();
  });

  it("runs leave by a filter and come into another store", async () => {
    const out = await run(files, "export", "--filter", "project = nlp", "--out", "some.zip");
    assert.match(out.stdout, /^1 run → .*some\.zip \(0\.0 MB\)$/m);
    const all = await run(files, "export", "--out", "all.tar.gz", "--json");
    assert.equal((JSON.parse(all.stdout) as { runs: number }).runs, 2);
    assert.equal((await run(other, "import", "some.zip")).stdout, "1 run imported.\n");
    const plan = await run(other, "import", "all.tar.gz", "--dry-run");
    assert.match(plan.stdout, /aaaaaa +cv\/resnet\/runs +6 +0\.0 MB +comes/);
    assert.match(plan.stdout, /bbbbbb .* is here already/);
    const rest = await run(other, "import", "--archive", "all.tar.gz");
    assert.equal(rest.stdout, "1 run imported, 1 already here.\n");
    assert.match((await run(other, "runs", "list")).stdout, /bbbbbb[^]*aaaaaa/);
  });

  it("a filter on metrics finds runs that were not read yet", async () => {
    const points = Array.from({ length: 2000 }, (_, i) => ({ loss: i }));
    for (let i = 0; i < 40; i++) {
      files.writeRun({ id: `20260103_000000_${i.toString(16).padStart(6, "0")}`, points });
    }
    const args = ["--filter", "metrics.loss.last > 5", "--out", "x.zip", "--json"];
    const { stdout } = await run(files, "export", ...args);
    assert.equal((JSON.parse(stdout) as { runs: number }).runs, 40);
  });

  it("a file that is there stays, unless --force says otherwise", async () => {
    writeFileSync(path.join(files.folder, "x.zip"), "mine");
    const refused = await run(files, "export", "--out", "x.zip");
    assert.deepEqual([refused.code, statSync(path.join(files.folder, "x.zip")).size], [1, 4]);
    assert.match(refused.stderr, /EEXIST/);
    assert.equal((await run(files, "export", "--out", "x.zip", "--force")).code, 0);
  });

  it("wrong usage, unknown runs and broken archives are told in a sentence", async () => {
    assert.equal((await run(files, "export")).code, 2);
    assert.equal((await run(files, "export", "--out", "x.rar")).code, 2);
    assert.match(
      (await run(files, "export", "nope", "--out", "x.zip")).stderr,
      /There is no run nope/,
    );
    assert.equal((await run(files, "export", "--project", "zz", "--out", "x.zip")).code, 1);
    assert(!existsSync(path.join(files.folder, "x.zip")));
    assert.equal((await run(other, "import")).code, 2);
    assert.match((await run(other, "import", "gone.zip")).stderr, /ENOENT/);
    writeFileSync(path.join(files.folder, "bad.zip"), "PK?");
    assert.match((await run(other, "import", "bad.zip")).stderr, /The archive was not imported/);
    assert.deepEqual(
      readdirSync(other.root).filter((name) => !name.startsWith(".index")),
      [],
    );
  });
});
