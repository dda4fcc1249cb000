import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { changing, replaceJson } from "#core/store/files/replaceJson.ts";

describe("A change to the store", () => {
  for (const [code, expected] of [
    ["EROFS", "store_read_only"],
    ["EACCES", "store_read_only"],
    ["EPERM", "store_read_only"],
    ["ENOSPC", "storage_full"],
    ["EDQUOT", "storage_full"],
  ]) {
    it(`that the system refuses with ${code} says ${expected}`, () => {
      const refused = Object.assign(new Error("refused"), { code });
      assert.throws(
        () =>
          changing(() => {
            throw refused;
          }),
        { code: expected },
      );
    });
  }

  it("leaves a file its rights", function () {
    if (process.platform === "win32") this.skip();
    const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-test-"));
    const file = path.join(folder, "meta.json");
    try {
      writeFileSync(file, "{}");
      chmodSync(file, 0o664);
      replaceJson(file, { tags: [] });
      assert.equal(statSync(file).mode & 0o777, 0o664);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("that fails leaves nothing behind", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-test-"));
    const circle: Record<string, unknown> = {};
    circle["circle"] = circle;
    assert.throws(() => replaceJson(path.join(folder, "meta.json"), circle), TypeError);
    assert.deepEqual(readdirSync(folder), []);
    rmSync(folder, { recursive: true });
  });
});
