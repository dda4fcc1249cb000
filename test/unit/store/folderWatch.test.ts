import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { FolderWatch } from "#core/store/follow/folderWatch.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("FolderWatch", () => {
  let temp: TempStore;
  beforeEach(() => {
    temp = new TempStore();
    for (const dir of ["a", "b", "c", "d"]) mkdirSync(path.join(temp.root, dir));
  });
  afterEach(() => temp.dispose());

  it("watches nothing more once it is over", () => {
    const watch = new FolderWatch(temp.root, () => undefined);
    watch.add("", "folder");
    assert.equal(watch.size, 1);
    watch.dispose();
    watch.add("", "folder");
    assert.equal(watch.size, 0);
  });

  it("gives a running run the place of one that has ended, and of a folder next", () => {
    const watch = new FolderWatch(temp.root, () => undefined, 2);
    watch.add("", "folder");
    watch.add("a", "edits");
    watch.add("b", "edits");
    assert.deepEqual([watch.has("a"), watch.has("b")], [true, false]);
    watch.add("b", "running");
    assert.deepEqual([watch.has(""), watch.has("a"), watch.has("b")], [true, false, true]);
    watch.add("c", "running");
    assert.deepEqual([watch.has(""), watch.has("b"), watch.has("c")], [false, true, true]);
    watch.add("d", "running");
    assert.equal(watch.has("d"), false);
    watch.add("b", "edits");
    watch.add("d", "running");
    assert.deepEqual([watch.has("b"), watch.has("d")], [false, true]);
    watch.dispose();
  });
});
