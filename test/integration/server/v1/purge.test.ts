import assert from "node:assert/strict";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";

import { V1Purge } from "#core/protocol/v1Edits.ts";
import { type Viewer, startViewer } from "#test/support/startViewer.ts";

const own = "1".repeat(64);
const shared = "2".repeat(64);
const ids = ["20260101_120000_aaaaaa", "20260102_120000_bbbbbb"] as const;

describe("0.6's purge of several runs", () => {
  let viewer: Viewer;
  afterEach(() => viewer.dispose());

  it("says before what it will free, in or outside of the bin, and counts what they share once", async () => {
    const blob = (hash: string) =>
      path.join(viewer.files.root, "archive/blobs", hash.slice(0, 2), hash);
    viewer = await startViewer({
      prepare(files) {
        const uses = [[own, shared], [shared]];
        const old = new Date(Date.now() - 3600e3);
        for (const hash of [own, shared]) {
          const file = path.join(files.root, "archive/blobs", hash.slice(0, 2), hash);
          mkdirSync(path.dirname(file), { recursive: true });
          writeFileSync(file, hash);
          utimesSync(file, old, old);
        }
        for (const [i, id] of ids.entries()) {
          const outputs = uses[i]?.map((fingerprint) => ({ fingerprint }));
          const directory = files.writeRun({ id });
          writeFileSync(path.join(directory, "assets.json"), JSON.stringify({ outputs }));
        }
      },
    });
    const purge = async (dry_run: boolean) => {
      const answer = await viewer.post("/api/runs/permanent-delete", { run_ids: ids, dry_run });
      const { results, ...all } = (await answer.json()) as Record<string, object>;
      const each = ids.map((id) => V1Purge.parse(results?.[id as keyof typeof results]));
      return { all, each };
    };
    // One of them in the bin, one not.
    await viewer.post("/api/runs/soft-delete", { run_ids: [ids[1]] });
    const dry = await purge(true);
    assert.deepEqual(
      dry.each.map((one) => [one.success, one.blobs_deleted, one.kept_assets, one.bytes_freed]),
      [
        [true, 1, 1, 64],
        [true, 1, 0, 64],
      ],
    );
    assert.ok(existsSync(blob(own)) && existsSync(blob(shared)));
    const real = await purge(false);
    assert.deepEqual({ ...real.all, dry_run: true }, dry.all);
    assert.deepEqual(
      real.each,
      dry.each.map((one) => ({ ...one, run_dir_deleted: true })),
    );
    assert.ok(!existsSync(blob(own)) && !existsSync(blob(shared)));
    assert.equal(viewer.store.counts().runs, 0);
  });
});
