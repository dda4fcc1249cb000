import assert from "node:assert/strict";
import os from "node:os";

import { FolderWatch } from "#core/store/follow/folderWatch.ts";

describe("FolderWatch", () => {
  it("watches nothing more once it is over", () => {
    const watch = new FolderWatch(os.tmpdir(), () => undefined);
    watch.add("");
    assert.equal(watch.size, 1);
    watch.dispose();
    watch.add("");
    assert.equal(watch.size, 0);
  });
});
