import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Store } from "#core/store/store.ts";
import { DyingFiles } from "#test/support/dyingFiles.ts";
import { TempStore } from "#test/support/tempStore.ts";

const id = "20260101_120000_aaaaaa";

describe("a purge that breaks off", function () {
  this.timeout(60_000);
  const temp = new TempStore();
  after(() => temp.dispose());
  const hash = "1".repeat(64);
  const blob = path.join(temp.root, "archive/blobs/11", hash);

  function makeRun(): string {
    const directory = temp.writeRun({ id, points: [{ loss: 1 }] });
    mkdirSync(path.join(directory, "media"));
    writeFileSync(path.join(directory, "media/a.png"), "png");
    const outputs = [{ archive_path: blob }];
    writeFileSync(path.join(directory, "assets.json"), JSON.stringify({ outputs }));
    writeFileSync(path.join(directory, ".deleted"), "{}");
    mkdirSync(path.dirname(blob), { recursive: true });
    writeFileSync(blob, "blob");
    utimesSync(blob, 1e9, 1e9);
    return directory;
  }
  async function opened<T>(use: (store: Store) => Promise<T>): Promise<T> {
    const store = await Store.open({ root: temp.root });
    try {
      return await use(store);
    } finally {
      store.dispose();
    }
  }

  it("is finished by the next one, wherever that was, and frees what nobody else refers to", async () => {
    let changes = 1;
    for (let survived = 0; survived < changes; survived++) {
      const directory = makeRun();
      await opened(async (store) => {
        const files = new DyingFiles(survived);
        try {
          await store.editor.purge([id], false);
        } catch (error) {
          assert.equal((error as Error).message, "killed");
        } finally {
          files.dispose();
        }
        changes = Math.max(changes, files.tried + 1);
      });
      if (!existsSync(directory)) continue;
      const left = readdirSync(directory);
      // No run any more, and nothing of one.
      if (left.join() === ".deleted" || left.length === 0) {
        rmSync(directory, { recursive: true });
        assert.ok(!existsSync(blob));
        continue;
      }
      await opened(async (store) => {
        assert.deepEqual(
          (await store.editor.deleted()).map((run) => run.id),
          [id],
          `after ${survived}, with ${left.join()}`,
        );
        const { results } = await store.editor.purge([id], false);
        assert.deepEqual(results, { [id]: { success: true } });
      });
      assert.ok(!existsSync(directory), `after ${survived}`);
      assert.ok(!existsSync(blob), `the blob after ${survived}`);
    }
    assert.ok(changes > 8, `${changes} changes`);
  });
});
