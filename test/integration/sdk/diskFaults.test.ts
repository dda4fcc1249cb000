import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { sdks } from "#test/support/sdk/sdks.ts";
import { Training } from "#test/support/sdk/training.ts";

describe("A training whose store is not what it should be", function () {
  this.timeout(20_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-disk-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const sdk of sdks) {
    describe(`(${sdk.name})`, () => {
      let training: Training;
      beforeEach(() => {
        training = new Training(sdk);
      });
      afterEach(() => training.kill());

      it("goes on without a record where the root is a file", async () => {
        const file = path.join(folder, `file-${sdk.name}`);
        writeFileSync(file, "");
        const answer = await training.order({ init: { storage: file, project: "p" }, log: 3 });
        assert.equal(await training.end(), 0);
        assert.equal(existsSync(answer.directory ?? ""), false, "it was a temporary one");
        assert.equal(training.complaints.trim().split("\n").length, 1);
      });

      it("goes on when somebody deletes the run under it", async () => {
        const storage = path.join(folder, `deleted-${sdk.name}`);
        await training.order({ init: { storage, project: "p" }, log: 3 });
        rmSync(storage, { recursive: true });
        await training.order({ log: 3, finish: true });
        assert.equal(await training.end(), 0);
      });
    });
  }
});
