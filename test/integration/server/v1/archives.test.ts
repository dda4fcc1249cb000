import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { startViewer, type Viewer } from "#test/support/startViewer.ts";
import { until } from "#test/support/until.ts";

/** What a client of 0.6 gets back. */
interface Imported {
  readonly new_run_ids: readonly string[];
  readonly skipped_run_ids: readonly string[];
}

describe("archives over HTTP", () => {
  let viewer: Viewer;
  const first = "20260101_000000_aaaaaa";
  const second = "20260102_000000_bbbbbb";
  beforeEach(async () => {
    viewer = await startViewer({
      prepare(files) {
        files.writeRun({ id: first, log: "one", summary: { acc: 1 } });
        files.writeRun({ id: second, project: "nlp", name: "bert/small", log: "two" });
      },
    });
  });
  afterEach(() => viewer.dispose());

  const upload = (address: string, body: Uint8Array | FormData, type?: string) =>
    fetch(viewer.base + address, {
      method: "POST",
      headers: {
        authorization: `Bearer ${viewer.server.token}`,
        ...(type !== undefined && { "content-type": type }),
      },
      body: body as BodyInit,
    });
  const formOf = (bytes: Uint8Array) => {
    const form = new FormData();
    form.set("file", new Blob([bytes as Uint8Array<ArrayBuffer>]), "../runs .zip");
    return form;
  };
  const exported = async (body: object) => {
    const answer = await viewer.post("/api/export", body);
    assert.equal(answer.status, 200);
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  /** As another machine sees it: nothing of the two runs is here. */
  const forget = async () => {
    for (const project of ["cv", "nlp"])
      rmSync(path.join(viewer.store.root, project), { recursive: true });
    // What is gone is noticed by the next look.
    await until(() => viewer.store.counts().runs === 0, { timeout: 9000 });
  };

  it("runs go out and come back in, as a plain body or as a form", async () => {
    const { answer, bytes } = await exported({});
    assert.match(
      answer.headers.get("content-disposition") ?? "",
      /^attachment; filename="?runicorn-2-runs.tar.gz"?$/,
    );
    const zip = await exported({ run_ids: [second], format: "zip" });
    assert.equal(zip.answer.headers.get("content-type"), "application/zip");
    await forget();
    const byForm = (await (
      await upload("/api/import/archive", formOf(zip.bytes))
    ).json()) as Imported;
    assert.deepEqual([byForm.new_run_ids, byForm.skipped_run_ids], [[second], []]);
    const plain = (await (
      await upload("/api/import", bytes, "application/gzip")
    ).json()) as Imported;
    assert.deepEqual([plain.new_run_ids, plain.skipped_run_ids], [[first], [second]]);
    const log = await viewer.get(`/api/v2/runs/${second}/logs`);
    assert.match(await log.text(), /two/);
    assert(!existsSync(path.join(viewer.store.root, ".import")));
  });

  it("a preview is imported by its token, once", async () => {
    const { bytes } = await exported({ q: "project = cv" });
    await forget();
    const preview = (await (await upload("/api/import/preview", formOf(bytes))).json()) as {
      token: string;
      runs: object[];
    };
    assert.deepEqual(preview.runs, [
      { run_id: first, path: "cv/resnet/runs", files_count: 6, conflict: false },
    ]);
    assert.equal(viewer.store.counts().runs, 0);
    const form = new FormData();
    form.set("preview_token", preview.token);
    const imported = (await (await upload("/api/import/archive", form)).json()) as Imported;
    assert.deepEqual(imported.new_run_ids, [first]);
    assert.equal((await upload("/api/import/archive", form)).status, 404);
  });

  it("what is no archive is refused in words, and leaves nothing", async () => {
    const answers = [
      await upload("/api/import", new Uint8Array(100), "application/zip"),
      await upload("/api/import", formOf(new Uint8Array(100))),
      await upload("/api/import", new Uint8Array(100), "multipart/form-data; boundary=x"),
      await upload("/api/import", new Uint8Array(100), "multipart/form-data"),
      await upload("/api/import/archive", new FormData()),
    ];
    for (const answer of answers) {
      assert.equal(answer.status, 400);
      const { message } = (await answer.json()) as { message: string };
      assert.match(message, /archive was not imported|form is cut short|no file/);
    }
    const text = await upload("/api/import", new Uint8Array(9), "text/plain");
    assert.equal(text.status, 415);
    const names = readdirSync(viewer.store.root);
    assert(!names.includes(".import"));
  });

  it("a path's runs are listed, or packed", async () => {
    const list = (await (await viewer.get("/api/paths/export?path=nlp")).json()) as {
      total_runs: number;
      runs: { run_id: string; path: string }[];
    };
    assert.deepEqual(
      list.runs.map(({ run_id, path: at }) => [run_id, at]),
      [[second, "nlp/bert/small"]],
    );
    const zip = await viewer.get("/api/paths/export?path=nlp&exact=false&format=zip");
    const bytes = new Uint8Array(await zip.arrayBuffer());
    writeFileSync(path.join(viewer.files.folder, "x.zip"), bytes);
    const preview = await viewer.store.archives.preview(path.join(viewer.files.folder, "x.zip"));
    assert.deepEqual(
      preview.runs.map((run) => run.run_id),
      [second],
    );
    const runs = await viewer.post("/api/runs/export", { run_ids: [first] });
    assert.equal(runs.headers.get("content-type"), "application/zip");
    assert.equal((await viewer.post("/api/runs/export", { run_ids: ["nope"] })).status, 404);
  });
});
