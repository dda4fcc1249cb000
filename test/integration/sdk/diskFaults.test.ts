import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { Training } from "#test/support/sdk/training.ts";

describe("A training whose disk fails", function () {
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

      it("goes on over a full disk, counts what it loses, and keeps the first record after it", async function () {
        const disk = mountDisk(path.join(folder, `small-${sdk.name}`), "size=256k");
        if (disk === undefined) this.skip();
        try {
          const { directory } = await training.order({ init: { storage: disk, project: "full" } });
          assert.ok(directory !== null);
          await training.order({ log: 10 });
          const ballast = path.join(disk, "ballast");
          fill(ballast);
          const { dropped } = await training.order({ log: 50, bytes: 3000 });
          assert.ok(dropped >= 45, `${dropped} dropped`);
          rmSync(ballast);
          await training.order({ log: 10 });
          const end = await training.order({ finish: true });
          assert.equal(await training.end(), 0);

          assert.equal(end.dropped, dropped, "nothing is lost once there is room");
          const { rows, garbage } = readEvents(directory);
          const steps = rows.map((row) => row.data.global_step);
          assert.equal(rows.length, 70 - dropped);
          assert.deepEqual(steps.slice(0, 10), numbers(1, 10));
          assert.deepEqual(steps.slice(-10), numbers(61, 70));
          assert.ok(garbage.length <= 1, `${garbage.length} torn lines`);
          assert.equal(readDocument(directory, "status.json")["dropped_records"], dropped);
          assert.match(training.complaints, new RegExp(`${dropped} records could not be written`));
        } finally {
          await training.kill();
          execFileSync("umount", [disk]);
        }
      });

      it("goes on without a record where the store is read-only", async function () {
        const disk = mountDisk(path.join(folder, `readonly-${sdk.name}`), "size=64k,ro");
        if (disk === undefined) this.skip();
        try {
          const answer = await training.order({ init: { storage: disk, project: "p" }, log: 3 });
          assert.equal(answer.directory, null);
          await training.order({ finish: true });
          assert.equal(await training.end(), 0);
          assert.match(training.complaints, /this run is not recorded: /);
        } finally {
          execFileSync("umount", [disk]);
        }
      });

      it("goes on without a record where the root is a file", async () => {
        const file = path.join(folder, `file-${sdk.name}`);
        writeFileSync(file, "");
        const answer = await training.order({ init: { storage: file, project: "p" }, log: 3 });
        assert.equal(answer.directory, null);
        assert.equal(await training.end(), 0);
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

/** A small file system of its own in memory; undefined where this machine does not let us mount one. */
function mountDisk(directory: string, options: string): string | undefined {
  mkdirSync(directory);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory], { stdio: "ignore" });
    return directory;
  } catch {
    return undefined;
  }
}

/** Takes all the room there is. */
function fill(file: string): void {
  const page = Buffer.alloc(4096);
  try {
    for (;;) writeFileSync(file, page, { flag: "a" });
  } catch (error) {
    assert.match(String(error), /ENOSPC/);
  }
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
