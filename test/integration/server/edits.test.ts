import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

import type { DeletedRun, EachResult, PurgeAnswer } from "#core/protocol/edit.ts";
import type { RunDetail, RunsPage } from "#core/protocol/run.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";
import { until } from "#test/support/until.ts";

const id = "20260101_120000_aaaaaa";
const other = "20260102_120000_bbbbbb";

describe("edits through the viewer", () => {
  let viewer: Viewer;
  let directory: string;
  beforeEach(async () => {
    viewer = await startViewer({
      prepare(files) {
        directory = files.writeRun({
          id,
          meta: { alias: "before", custom: { kept: 1.5 } },
          points: [{ loss: 1 }, { loss: 0.5 }],
        });
        files.writeRun({ id: other, project: "nlp", name: "bert" });
      },
    });
  });
  afterEach(() => viewer.dispose());

  const edit = (run: string, body: unknown) =>
    fetch(`${viewer.base}/api/v2/runs/${run}`, {
      method: "PATCH",
      headers: {
        authorization: `Bearer ${viewer.server.token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
  const meta = () => document(path.join(directory, "meta.json"));
  const act = async (what: string, ids: string[], more = {}) => {
    const answer = await viewer.post(`/api/v2/${what}`, { ids, ...more });
    assert.equal(answer.status, 200);
    return (await answer.json()) as PurgeAnswer;
  };
  const listed = async () => {
    const { runs } = (await (await viewer.get("/api/v2/runs")).json()) as RunsPage;
    return runs.map((run) => run.id).sort();
  };
  const binned = async () => {
    const answer = await viewer.get("/api/v2/recycle-bin");
    return ((await answer.json()) as { runs: DeletedRun[] }).runs;
  };

  it("change what a person says of a run, keep everything else, and are answered at once", async () => {
    const change = { tags: ["a", " b ", "a", ""], notes: "why", pinned: true, archived: true };
    const wrong = await edit(id, change);
    assert.equal(wrong.status, 400);
    const answer = await edit(id, { ...change, tags: ["a", " b ", "a"] });
    assert.equal(answer.status, 200);
    const run = (await answer.json()) as RunDetail;
    assert.deepEqual(run.tags, ["a", "b"]);
    assert.deepEqual(
      [run.notes, run.pinned, run.archived, run.alias],
      ["why", true, true, "before"],
    );
    assert.deepEqual(meta()["custom"], { kept: 1.5 });
    const found = await viewer.get(`/api/v2/runs?q=${encodeURIComponent("tag = b and pinned")}`);
    assert.equal(((await found.json()) as RunsPage).total, 1);
    assert.deepEqual(
      readdirSync(directory).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });

  it("clear with null, and change nothing where nothing is said", async () => {
    assert.equal((await edit(id, { alias: null })).status, 200);
    assert.equal(meta()["alias"], null);
    const before = readFileSync(path.join(directory, "meta.json"), "utf8");
    assert.equal((await edit(id, {})).status, 200);
    assert.equal(readFileSync(path.join(directory, "meta.json"), "utf8"), before);
  });

  it("write over no damaged file, and follow no link", async () => {
    writeFileSync(path.join(directory, "meta.json"), "{ half");
    assert.equal((await edit(id, { alias: "x" })).status, 409);
    assert.equal(readFileSync(path.join(directory, "meta.json"), "utf8"), "{ half");
    const foreign = path.join(viewer.files.folder, "foreign.json");
    writeFileSync(foreign, "{}");
    renameSync(path.join(directory, "meta.json"), path.join(directory, "was.json"));
    symlinkSync(foreign, path.join(directory, "meta.json"));
    assert.equal((await edit(id, { alias: "x" })).status, 409);
    assert.equal(readFileSync(foreign, "utf8"), "{}");
  });

  it("delete hides a run, restore brings it back with everything", async () => {
    const q = new URLSearchParams({ q: "metrics.loss.min = 0.5" }).toString();
    const withLoss = async () =>
      ((await (await viewer.get(`/api/v2/runs?${q}`)).json()) as RunsPage).runs.map(({ id }) => id);
    await until(async () => (await withLoss()).includes(id));
    const before = await (await viewer.get(`/api/v2/runs/${id}`)).json();
    const answer = await act("runs/delete", [id, "nobody", "__proto__"]);
    assert.deepEqual(Object.keys(answer.results).sort(), [id, "__proto__", "nobody"].sort());
    assert.equal(answer.results[id]?.success, true);
    assert.match(answer.results["nobody"]?.error ?? "", /no run nobody/);
    assert.deepEqual(await listed(), [other]);
    const [deleted] = await binned();
    assert.equal(deleted?.id, id);
    assert.equal(deleted.alias, "before");
    assert.equal(deleted.original_status, "finished");
    assert.deepEqual(Object.keys(document(path.join(directory, ".deleted"))), [
      "deleted_at",
      "reason",
      "original_status",
    ]);

    const restored: { results: EachResult } = await act("recycle-bin/restore", [id]);
    assert.equal(restored.results[id]?.success, true);
    assert.deepEqual(await listed(), [id, other]);
    await until(async () => (await withLoss()).includes(id));
    assert.deepEqual(await (await viewer.get(`/api/v2/runs/${id}`)).json(), before);
    assert.deepEqual(await binned(), []);
  });

  it("purge removes only what is in the bin, and says before what it would", async () => {
    const live = await act("recycle-bin/purge", [other]);
    assert.match(live.results[other]?.error ?? "", /recycle bin/);
    await act("runs/delete", [id]);
    const dry = await act("recycle-bin/purge", [id], { dry_run: true });
    assert.equal(dry.results[id]?.success, true);
    assert.ok(existsSync(directory));
    await act("recycle-bin/purge", [id]);
    assert.ok(!existsSync(directory));
    assert.deepEqual(await binned(), []);
    assert.deepEqual(await listed(), [other]);
  });

  it("purge frees of the archive only what no other run refers to, deleted ones included", async () => {
    const [own, shared] = ["1".repeat(64), "2".repeat(64)];
    const old = new Date(Date.now() - 3600e3);
    const blob = (hash: string) =>
      path.join(viewer.files.root, "archive/blobs", hash.slice(0, 2), hash);
    for (const hash of [own, shared]) {
      mkdirSync(path.dirname(blob(hash)), { recursive: true });
      writeFileSync(blob(hash), hash);
      utimesSync(blob(hash), old, old);
    }
    const outside = path.join(viewer.files.folder, "outside");
    writeFileSync(outside, "stays");
    const refer = (run: string, paths: string[]) => {
      const outputs = paths.map((archive_path) => ({ archive_path }));
      writeFileSync(path.join(run, "assets.json"), JSON.stringify({ outputs }));
    };
    refer(directory, [
      blob(own),
      `/moved/store/archive/blobs/22/${shared}`,
      `${viewer.files.root}/archive/blobs/../../../outside`,
    ]);
    refer(path.join(viewer.files.root, "nlp/bert/runs", other), [blob(shared)]);
    await act("runs/delete", [id, other]);
    const answer = await act("recycle-bin/purge", [id]);
    assert.deepEqual(answer.freed, [`archive/blobs/11/${own}`]);
    assert.deepEqual(answer.kept, [`archive/blobs/22/${shared}`]);
    assert.equal(answer.bytes, 64);
    assert.ok(!existsSync(blob(own)));
    assert.ok(existsSync(blob(shared)));
    assert.ok(existsSync(outside));
    await act("recycle-bin/purge", [other]);
    assert.ok(!existsSync(blob(shared)));
  });

  const archive = (file: string, content = "content") => {
    const absolute = path.join(viewer.files.root, "archive", file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
    const old = new Date(Date.now() - 3600e3);
    utimesSync(absolute, old, old);
    return absolute;
  };
  const refer = (run: string, ...paths: string[]) => {
    const outputs = paths.map((archive_path) => ({ archive_path }));
    writeFileSync(path.join(run, "assets.json"), JSON.stringify({ outputs }));
  };

  it("purge removes no folder of the archive, whatever a run says is its file", async () => {
    const blob = archive(`blobs/22/${"2".repeat(64)}`);
    const output = archive("outputs/rolling/somebody/else.pt");
    const words = ["blobs/22", "blobs/.", "outputs/.", "outputs/rolling", "outputs//rolling/"];
    refer(directory, ...words.map((word) => `/store/archive/${word}`));
    await act("runs/delete", [id]);
    const { freed, results } = await act("recycle-bin/purge", [id]);
    assert.deepEqual([freed, results[id]?.success], [[], true]);
    assert.ok(existsSync(blob));
    assert.ok(existsSync(output));
  });

  it("purge removes nothing that a link in the archive leads to", async () => {
    const outside = path.join(viewer.files.folder, "outside");
    mkdirSync(outside);
    const stays = path.join(outside, "stays.pt");
    writeFileSync(stays, "stays");
    utimesSync(stays, 1e9, 1e9);
    mkdirSync(path.join(viewer.files.root, "archive"));
    symlinkSync(outside, path.join(viewer.files.root, "archive/outputs"));
    refer(directory, "/store/archive/outputs/stays.pt");
    await act("runs/delete", [id]);
    const { freed } = await act("recycle-bin/purge", [id]);
    assert.deepEqual(freed, []);
    assert.ok(existsSync(stays));
  });

  it("purge frees nothing while the needs of another run cannot be read", async () => {
    const blob = archive(`blobs/22/${"2".repeat(64)}`);
    refer(directory, blob);
    const others = path.join(viewer.files.root, "nlp/bert/runs", other);
    writeFileSync(path.join(others, "assets.json"), `{"outputs":[{"archive_path":"${blob}"`);
    await act("runs/delete", [id]);
    const { freed, kept, results } = await act("recycle-bin/purge", [id]);
    assert.deepEqual([freed, kept.length, results[id]?.success], [[], 1, true]);
    assert.ok(existsSync(blob));
  });

  it("purge sees what a run needs that somebody else has restored a moment ago", async () => {
    const blob = archive(`blobs/22/${"2".repeat(64)}`);
    refer(directory, blob);
    const others = path.join(viewer.files.root, "nlp/bert/runs", other);
    refer(others, blob);
    await act("runs/delete", [id, other]);
    rmSync(path.join(others, ".deleted"));
    const { freed } = await act("recycle-bin/purge", [id]);
    assert.deepEqual(freed, []);
    assert.ok(existsSync(blob));
  });

  it("act on the runs that had these ids when they were given", async () => {
    const copy = viewer.files.writeRun({ id, project: "nlp", name: "copy" });
    await until(async () => (await listed()).length === 3);
    await act("runs/delete", await listed());
    const ids = (await binned()).map((run) => run.id);
    assert.equal(ids.filter((name) => name.startsWith(id)).length, 2);
    const { results } = await act("recycle-bin/restore", ids.sort());
    assert.ok(Object.values(results).every(({ success }) => success));
    assert.ok(!existsSync(path.join(copy, ".deleted")));
    assert.deepEqual(await binned(), []);
  });

  it("look for deleted runs in no folder that a link leads to", async () => {
    const outside = path.join(viewer.files.folder, "elsewhere");
    mkdirSync(path.join(outside, "run"), { recursive: true });
    writeFileSync(path.join(outside, "run", ".deleted"), "{}");
    mkdirSync(path.join(viewer.files.root, "runs"), { recursive: true });
    symlinkSync(outside, path.join(viewer.files.root, "runs/.recycle"));
    assert.deepEqual(await binned(), []);
  });

  it("are 0.6's, too, for clients of the Python Runicorn", async () => {
    const post = async (what: string, body: unknown): Promise<Record<string, unknown>> => {
      const answer = await viewer.post(`/api/${what}`, body);
      return { ...((await answer.json()) as object), status: answer.status };
    };
    const deleted = await post("runs/soft-delete", { run_ids: [id, "nobody"] });
    assert.equal(deleted["deleted_count"], 1);
    const bin = (await (await viewer.get("/api/recycle-bin")).json()) as {
      deleted_runs: Record<string, unknown>[];
    };
    assert.deepEqual(
      [bin.deleted_runs[0]?.["id"], bin.deleted_runs[0]?.["path"], bin.deleted_runs.length],
      [id, "cv/resnet", 1],
    );
    assert.equal((await post("recycle-bin/restore", { run_ids: [id] }))["restored_count"], 1);
    assert.equal((await post("recycle-bin/empty", {}))["status"], 400);
    await post("runs/soft-delete", { run_ids: [id] });
    assert.equal((await post("recycle-bin/empty", { confirm: true }))["permanently_deleted"], 1);
    assert.ok(!existsSync(directory));

    const dry = await post("runs/permanent-delete", { run_ids: [other], dry_run: true });
    assert.equal(dry["deleted_count"], 1);
    assert.deepEqual(await listed(), [other]);
    const gone = await post("runs/permanent-delete", { run_ids: [other, "nobody"] });
    assert.deepEqual([gone["deleted_count"], gone["total_runs"]], [1, 2]);
    assert.deepEqual(await listed(), []);
  });

  it("are 0.6's for runs that share an id: each id means the run that had it when it was given", async () => {
    const [first, second] = ["copy", "other"].map((name) =>
      viewer.files.writeRun({ id, project: "nlp", name }),
    );
    await until(async () => (await listed()).length === 4);
    const ids = (await listed()).filter((name) => name.startsWith(id)).sort();
    assert.equal(ids.length, 3);
    const answer = await viewer.post("/api/runs/permanent-delete", { run_ids: ids.slice(0, 2) });
    const { deleted_count: count } = (await answer.json()) as Record<string, unknown>;
    assert.equal(count, 2);
    const left = [directory, first ?? "", second ?? ""].filter((place) => existsSync(place));
    assert.equal(left.length, 1);
    assert.ok(!existsSync(directory));
    assert.deepEqual((await listed()).sort(), [id, other]);
    // In the bin and outside: it is the one in the bin.
    await viewer.post("/api/runs/soft-delete", { run_ids: [id] });
    viewer.files.writeRun({ id, project: "a" });
    await until(async () => (await listed()).includes(id));
    await viewer.post("/api/runs/permanent-delete", { run_ids: [id] });
    assert.ok(left.every((place) => !existsSync(place)));
    assert.deepEqual((await listed()).sort(), [id, other]);
  });

  it("never remove a run that is being written", async () => {
    const writer = viewer.files.writeRun({
      id: "20260103_120000_cccccc",
      status: { status: "running", started_at: Date.now() / 1000 },
      meta: { created_at: Date.now() / 1000, hostname: os.hostname(), pid: process.pid },
    });
    await until(async () => (await listed()).includes("20260103_120000_cccccc"));
    const answer = await fetch(`${viewer.base}/api/runs/20260103_120000_cccccc/permanent`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${viewer.server.token}` },
    });
    const { success, errors } = (await answer.json()) as { success: boolean; errors: string[] };
    assert.equal(success, false);
    assert.match(errors[0] ?? "", /being written/);
    await act("runs/delete", ["20260103_120000_cccccc"]);
    const { results } = await act("recycle-bin/purge", ["20260103_120000_cccccc"]);
    assert.match(results["20260103_120000_cccccc"]?.error ?? "", /being written/);
    assert.ok(existsSync(writer));
  });

  it("restore a run that 0.7 has moved to its own bin, but never to a place outside the store", async () => {
    const bin = path.join(viewer.files.root, "runs/.recycle");
    mkdirSync(bin, { recursive: true });
    const place = (name: string, original: string) => {
      mkdirSync(path.join(bin, name));
      writeFileSync(path.join(bin, name, "meta.json"), JSON.stringify({ id: name, path: "a/b" }));
      const mark = { deleted_at: 5, original_path: original };
      writeFileSync(path.join(bin, name, ".deleted"), JSON.stringify(mark));
    };
    const runs = path.join(viewer.files.root, "runs");
    symlinkSync(viewer.files.folder, path.join(runs, "link"));
    place("good", path.join(runs, "a/b/good"));
    place("outside", path.join(viewer.files.folder, "outside"));
    place("linked", path.join(runs, "link/linked"));
    place("taken", path.join(runs, "link"));
    place("hidden", path.join(runs, ".hidden/hidden"));
    mkdirSync(path.join(runs, "c"));
    writeFileSync(path.join(runs, "c/meta.json"), "{}");
    place("inside", path.join(runs, "c/d/inside"));
    const ids = (await binned()).map((run) => run.id).sort();
    assert.deepEqual(ids, ["good", "hidden", "inside", "linked", "outside", "taken"]);
    const { results } = await act("recycle-bin/restore", ids);
    assert.deepEqual(
      ids.filter((name) => results[name]?.success),
      ["good"],
    );
    await until(async () => (await listed()).length === 4);
    assert.deepEqual(await listed(), [id, other, "c", "good"]);
    assert.ok(!existsSync(path.join(viewer.files.folder, "linked")));
  });
});

function document(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}
