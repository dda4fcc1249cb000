import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { type Viewer, startViewer } from "#test/support/startViewer.ts";

type Json = Record<string, unknown>;

const ids = ["a", "b", "c", "d"].map((c) => `20260101_120000_${c.repeat(6)}`) as [
  string,
  string,
  string,
  string,
];
const dead = { pid: 2 ** 30, hostname: os.hostname() };

describe("V1: runs, their places, tags and ends", () => {
  let viewer: Viewer;
  const directories: string[] = [];

  beforeEach(async () => {
    viewer = await startViewer({
      prepare(files) {
        directories.length = 0;
        directories.push(
          files.writeRun({ id: ids[0], project: "cv", name: "resnet", meta: { tags: ["x"] } }),
          files.writeRun({ id: ids[1], project: "cv", name: "vit/small", meta: { notes: "Long" } }),
          files.writeRun({
            id: ids[2],
            project: "nlp",
            name: "bert",
            status: { status: "running", started_at: 1_767_268_800, theirs: 1 },
            meta: dead,
          }),
          files.writeRun({
            id: ids[3],
            project: "nlp",
            name: "bert",
            status: { status: "running", started_at: Date.now() / 1000 },
            meta: { pid: process.pid, hostname: os.hostname(), created_at: Date.now() / 1000 },
          }),
        );
      },
    });
  });
  afterEach(() => viewer.dispose());

  const get = async (address: string): Promise<Json> => {
    const answer = await viewer.get(`/api/${address}`);
    const told = (await answer.json()) as Json;
    return { ...told, http: answer.status };
  };
  const list = async (address: string) =>
    ((await (await viewer.get(`/api/${address}`)).json()) as { id: string }[]).map(({ id }) => id);
  const post = async (address: string, body: unknown): Promise<Json> => {
    const answer = await viewer.post(`/api/${address}`, body);
    const told = (await answer.json()) as Json;
    return { ...told, http: answer.status };
  };
  const statusFile = (i: number) =>
    JSON.parse(readFileSync(path.join(directories[i] ?? "", "status.json"), "utf8")) as Json;

  it("only a status check writes down that a process has gone", async () => {
    assert.equal((await get(`runs/${ids[2]}`))["status"], "failed");
    assert.equal(statusFile(2)["status"], "running");
    const { checked, updated } = await post("status/check", {});
    assert.deepEqual([checked, updated], [2, 1]);
    const { ended_at, ...written } = statusFile(2);
    assert.deepEqual(written, {
      status: "failed",
      started_at: 1_767_268_800,
      theirs: 1,
      exit_reason: "process_not_found",
    });
    assert.ok(Math.abs(Number(ended_at) - Date.now() / 1000) < 60, "the last sign of life");
    assert.equal(statusFile(3)["status"], "running");
    assert.deepEqual((await post("status/check", {}))["updated"], 0);
  });

  it("a run of another machine without heartbeat is not written off", async () => {
    const other = await startViewer({
      prepare: (files) =>
        directories.push(
          files.writeRun({
            status: { status: "running", started_at: 5 },
            meta: { hostname: "elsewhere", pid: 1 },
          }),
        ),
    });
    try {
      await other.post("/api/status/check", {});
      assert.equal(statusFile(4)["status"], "running");
    } finally {
      await other.dispose();
    }
  });

  it("by path, project and name", async () => {
    const { paths, tree } = await get("paths");
    assert.deepEqual(paths, ["cv/resnet", "cv/vit/small", "nlp/bert"]);
    assert.deepEqual(tree, { cv: { resnet: {}, vit: { small: {} } }, nlp: { bert: {} } });
    assert.deepEqual((await get("paths/tree"))["tree"], tree);
    assert.deepEqual((await list("paths/runs?path=cv")).toSorted(), [ids[0], ids[1]]);
    assert.deepEqual(await list("paths/runs?path=cv&exact=True"), []);
    assert.deepEqual(await list("paths/runs?path=/cv/vit/small/&exact=1"), [ids[1]]);
    assert.deepEqual((await get("projects"))["projects"], ["cv", "nlp"]);
    assert.deepEqual((await get("projects/cv/names"))["names"], ["resnet", "vit/small"]);
    assert.deepEqual(await list("projects/cv/names/vit%2Fsmall/runs"), [ids[1]]);
  });

  it("all at a path go into the bin together, and come back", async () => {
    assert.equal((await post("paths/soft-delete", { path: "" }))["http"], 400);
    const exact = await post("paths/soft-delete", { path: "cv", exact: true });
    assert.equal(exact["deleted_count"], 0);
    assert.deepEqual(await post("paths/soft-delete", { path: "cv/" }), {
      path: "cv",
      deleted_count: 2,
      errors: [],
      http: 200,
    });
    const { deleted_runs } = (await get("recycle-bin")) as unknown as { deleted_runs: Json[] };
    assert.deepEqual(
      deleted_runs.map((run) => run["delete_reason"]),
      ["path_batch_delete", "path_batch_delete"],
    );
    await post("recycle-bin/restore", { run_ids: [ids[0], ids[1]] });
    assert.deepEqual((await list("paths/runs?path=cv")).toSorted(), [ids[0], ids[1]]);
  });

  it("tags, search and deletion under the names of 0.4", async () => {
    const tagged = await post("experiments/tag", { run_id: ids[0], tags: ["y"] });
    assert.deepEqual(tagged["tags"], ["x", "y"]);
    const only = { run_id: ids[0], tags: ["z"], append: false };
    assert.deepEqual((await post("experiments/tag", only))["tags"], ["z"]);
    const found = async (query: string) => {
      const { experiments, total } = await get(`experiments/search?${query}`);
      return [(experiments as { id: string }[]).map(({ id }) => id), total];
    };
    assert.deepEqual(await found("tags=z"), [[ids[0]], 1]);
    assert.deepEqual(await found("text=LONG"), [[ids[1]], 1]);
    assert.deepEqual((await found("project=nlp&limit=1"))[1], 2);
    const answer = await fetch(`${viewer.base}/api/experiments/delete?run_ids=${ids[0]},nobody`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${viewer.server.token}` },
    });
    assert.equal(((await answer.json()) as Json)["deleted_count"], 1);
    assert.ok(existsSync(path.join(directories[0] ?? "", ".deleted")));
  });

  it("environment, progress, cache and what the store takes up", async () => {
    assert.deepEqual(await get(`environment/${ids[0]}`), { available: false, http: 200 });
    writeFileSync(path.join(directories[0] ?? "", "environment.json"), '{"python_version":"3"}');
    const { environment } = await get(`environment/${ids[0]}`);
    assert.deepEqual(environment, { python_version: "3" });
    const progress = { available: false, status: "unknown", http: 200 };
    assert.deepEqual(await get(`runs/${ids[0]}/progress`), progress);
    assert.equal((await get("runs/none/progress"))["http"], 404);
    assert.equal((await get("metrics/cache/stats"))["http"], 200);
    const stats = (await get("storage/stats")) as unknown as {
      total_size_bytes: number;
      runs: { runs_count: number; size_bytes: number; files_count: number };
    };
    assert.deepEqual([stats.runs.runs_count, stats.runs.files_count], [4, 25]);
    assert.equal(stats.total_size_bytes, stats.runs.size_bytes);
  });
});
