import assert from "node:assert/strict";

import { RunDetail, RunsPage } from "#core/protocol/run.ts";
import { runHere } from "#test/support/runHere.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("runicorn runs", () => {
  let files: TempStore;
  const id = "20260101_120000_aaaaaa";
  const run = (...args: string[]) =>
    runHere(["runs", ...args, "--storage", files.root], { cwd: files.folder });

  before(() => {
    files = new TempStore();
    files.writeRun({
      id,
      points: [{ loss: 2 }, { loss: 0.5 }],
      config: { lr: 0.1 },
      meta: { alias: "base\u001b[31mline" },
      log: "12:00:00 | first\n12:00:01 | \u001b[31mred\u001b[0m\tstays\n12:00:02 | \u001b]0;title\u0007 goes\n",
    });
    const status = { status: "failed", started_at: 1, exit_reason: "ValueError: no" };
    files.writeRun({ id: "20260102_120000_bbbbbb", project: "nlp", name: "bert", status });
  });
  after(() => files.dispose());

  it("list is a table for people, without control characters", async () => {
    const { code, stdout } = await run("list");
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.match(lines[0] ?? "", /^RUN +EXPERIMENT +ALIAS +TAGS +STATUS +CREATED +METRIC$/);
    assert.equal(lines.length, 3);
    assert.match(stdout, /20260101_120000_aaaaaa +cv\/resnet +base�\[31mline +finished/);
    assert.match(stdout, /loss 0\.5$/m);
    assert.ok(!stdout.includes("\u001b"));
  });

  it("list --json is a page of the API, and filters", async () => {
    const all = RunsPage.parse(JSON.parse((await run("list", "--json")).stdout));
    assert.equal(all.total, 2);
    const { stdout } = await run("list", "--json", "--project", "nlp", "--status", "failed");
    const failed = RunsPage.parse(JSON.parse(stdout));
    assert.deepEqual(
      failed.runs.map((r) => r.name),
      ["bert"],
    );
  });

  it("list takes a filter, and shows where one goes wrong", async () => {
    const { stdout } = await run("list", "--json", "--filter", "metrics.loss < 1 or bert");
    assert.equal(RunsPage.parse(JSON.parse(stdout)).total, 2);
    const none = await run("list", "--filter", "metrics.loss > 1");
    assert.match(none.stdout, /^None of the 2 runs in .* is like that\.$/m);
    const wrong = await run("list", "--filter", "metrics.loss > )");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^ {2}metrics\.loss > \)\n {17}\^\nExpected a value/m);
  });

  it("list sorts by any field, and says which it cannot", async () => {
    const { stdout } = await run("list", "--json", "--sort", "name", "--asc");
    const names = RunsPage.parse(JSON.parse(stdout)).runs.map(({ name }) => name);
    assert.deepEqual(names, ["bert", "resnet"]);
    const wrong = await run("list", "--sort", "nonsense");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /not a field/);
  });

  it("metrics are statistics, or points with --key", async () => {
    assert.match((await run("metrics", id)).stdout, /^loss +2 +0\.5 +0\.5 +2$/m);
    const { stdout } = await run("metrics", id, "--key", "loss");
    assert.equal(stdout, "loss\t1\t2\t2\t2\t1\nloss\t2\t0.5\t0.5\t0.5\t1\n");
    assert.equal((await run("metrics", id, "--key", "none")).code, 1);
  });

  it("logs are its last lines, with colours and without anything else that talks to a terminal", async () => {
    const { stdout } = await run("logs", id, "--tail", "2");
    assert.equal(stdout, "12:00:01 | \u001b[31mred\u001b[0m\tstays\n12:00:02 | �]0;title� goes\n");
  });

  it("show tells all of a run", async () => {
    const { code, stdout } = await run("show", id);
    assert.equal(code, 0);
    assert.match(stdout, /^config\n {2}lr {2}0\.1$/m);
    assert.match(stdout, /^ {2}loss +2 +0\.5 +0\.5 +2$/m);
    const json = JSON.parse((await run("show", id, "--json")).stdout);
    RunDetail.parse(json.run);
    assert.equal(json.metrics[0].key, "loss");
    assert.match((await run("show", "20260102_120000_bbbbbb")).stdout, /failed: ValueError: no/);
  });

  it("show says where it looked for a run that is not there", async () => {
    const { code, stderr } = await run("show", "none");
    assert.equal(code, 1);
    assert.match(stderr, /^runicorn: There is no run none in .*\n$/);
  });

  it("list shows the columns asked for, and takes a tag", async () => {
    const { stdout } = await run("list", "--columns", "metrics.loss.min,config.none");
    assert.match(stdout, /METRIC +metrics\.loss\.min +config\.none$/m);
    assert.match(stdout, /loss 0\.5 +0\.5/);
    const tagged = await run("list", "--json", "--tag", "nobody has this");
    assert.equal(RunsPage.parse(JSON.parse(tagged.stdout)).total, 0);
  });
  it("list of an empty store says what to do", async () => {
    const empty = new TempStore();
    const { code, stdout } = await runHere(["runs", "list", "--storage", empty.root], {
      cwd: empty.folder,
    });
    assert.equal(code, 0);
    assert.match(stdout, /There are no runs in .*runicorn demo/);
    empty.dispose();
  });

  it("tag, archive, delete, restore and purge change the files", async () => {
    const bert = "20260102_120000_bbbbbb";
    const tags = async () => {
      const { stdout } = await run("show", bert, "--json");
      return RunDetail.parse((JSON.parse(stdout) as { run: unknown }).run).tags;
    };
    assert.equal((await run("tag", bert, "--add", "a,b", "--add", "c")).code, 0);
    assert.equal((await run("tag", bert, "--remove", "b")).code, 0);
    assert.deepEqual(await tags(), ["a", "c"]);
    assert.equal((await run("tag", bert, "--add", "d\\,e, f")).code, 0);
    assert.deepEqual(await tags(), ["a", "c", "d,e", "f"]);
    assert.equal((await run("tag", bert, "--remove", "d\\,e,f")).code, 0);
    assert.equal((await run("archive", bert)).code, 0);
    assert.match((await run("list", "--filter", "archived")).stdout, /bbbbbb/);

    const some = await run("delete", bert, "nobody");
    assert.equal(some.code, 1);
    assert.match(some.stdout, /bbbbbb is in the recycle bin/);
    assert.match(some.stderr, /nobody/);
    assert.match((await run("deleted")).stdout, /bbbbbb +nlp\/bert +failed/);
    assert.doesNotMatch((await run("list")).stdout, /bbbbbb/);
    assert.equal((await run("restore", bert)).code, 0);
    assert.deepEqual(await tags(), ["a", "c"]);

    assert.equal((await run("delete", bert)).code, 0);
    const unasked = await run("purge", "--all");
    const silent = await run("purge", "--all", "--json");
    assert.deepEqual([silent.code, silent.stdout], [2, ""]);
    const plan = JSON.parse((await run("purge", "--all", "--json", "--dry-run")).stdout) as object;
    assert.ok("results" in plan);
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /--yes/);
    assert.equal((await run("restore", bert)).code, 0);
    const live = await run("purge", bert, "--yes");
    assert.match(live.stderr, /no run .* in the recycle bin/);
    assert.equal((await run("delete", bert)).code, 0);
    assert.equal((await run("purge", "--all", "--yes")).code, 0);
    assert.match((await run("deleted")).stdout, /empty/);
    assert.equal((await run("show", bert)).code, 1);
  });
});
