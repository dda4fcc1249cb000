import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { type Play, playTraining } from "#test/support/sdk/playTraining.ts";
import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdks } from "#test/support/sdk/sdks.ts";

import { note } from "./results.ts";
import { forEach, isFull } from "./scale.ts";

const steps = 400;
const disk = 1024 * 1024;

describe("A training on a disk of 1 MB, and on one that cannot be written", function () {
  this.timeout(isFull ? 600_000 : 60_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-small-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const sdk of sdks) {
    it(`fills it, goes on, counts what is lost, and keeps what comes once there is room (${sdk.name})`, async () => {
      const recover: Play = { steps, bytes: 6000, room_at: 300, fault: { disk } };
      const times = Array.from({ length: isFull ? 50 : 3 });
      let [lost, played] = [0, 0];
      await forEach(times, async (_, index) => {
        const root = path.join(folder, `played-${sdk.name}-${index}`);
        mkdirSync(root);
        const { kept, dropped } = await judge(root, { ...recover, init: modeOf(index) }, 101);
        assert.ok(kept > 200 && dropped > 20, `${kept} kept, ${dropped} dropped`);
        lost += dropped;
        played += 1;
        rmSync(root, { recursive: true });
      });
      note({
        fault: "1 MB disk that fills up and gets room again (played: every call goes through it)",
        sdk: sdk.name,
        tried: played,
        found: `0 exceptions; ${lost} records lost, all counted; the first record after recovery kept`,
      });
    });

    it(`fills a real one (${sdk.name})`, async () => {
      const root = path.join(folder, `real-${sdk.name}`);
      // Without the right to mount, the same disk is played.
      const isReal = mount(root, "size=1m");
      try {
        const fault = isReal ? {} : { disk };
        const { dropped } = await judge(root, { steps, bytes: 6000, fault }, 0);
        note({
          fault: isReal ? "1 MB tmpfs that fills up" : "1 MB disk (played: no right to mount)",
          sdk: sdk.name,
          tried: 1,
          found: `0 exceptions; ${dropped} records lost, all counted`,
        });
      } finally {
        if (isReal) execFileSync("umount", [root]);
      }
    });

    it(`goes on unrecorded where nothing can be written (${sdk.name})`, async () => {
      const root = path.join(folder, `readonly-${sdk.name}`);
      const isReal = mount(root, "size=64k,ro");
      // Where one may not mount, one is hardly root, and a folder's mode binds.
      if (!isReal) chmodSync(root, 0o555);
      const fault = isReal ? {} : { at: 1, error: "EROFS", times: 1e9 };
      try {
        const { code, finished, directory, complaints } = await playTraining(sdk, root, { fault });
        assert.equal(code, 0, complaints);
        assert.ok(finished);
        assert.ok(typeof directory === "string" && !directory.startsWith(root), "elsewhere");
        assert.equal(complaints.trim().split("\n").length, 1, complaints);
        assert.match(complaints, /this run is not recorded: /);
        const how = isReal ? "mounted" : "played";
        note({
          fault: `read-only root (${how})`,
          sdk: sdk.name,
          tried: 1,
          found: "0 exceptions; told once",
        });
      } finally {
        if (isReal) execFileSync("umount", [root]);
      }
    });

    /** Fails unless every record is in the file or counted as lost, and the last `last` ones are in the file. */
    async function judge(root: string, play: Play, last: number) {
      const played = await playTraining(sdk, root, play);
      const { code, complaints, directory, dropped } = played;
      assert.equal(code, 0, complaints);
      assert.ok(played.finished && typeof directory === "string", complaints);
      assert.match(complaints, /could not be written/);
      const { rows, garbage } = readEvents(directory);
      const kept = rows.filter((row) => row.type === "metrics").map((row) => row.data.global_step);
      const typed = rows.length - kept.length;
      assert.equal(kept.length + typed + dropped, steps + 1, `${kept.length} kept`);
      assert.deepEqual(
        kept.slice(kept.length - last),
        Array.from({ length: last }, (_, i) => steps - last + 1 + i),
        garbage.join("\n").slice(0, 500),
      );
      for (const file of ["meta.json", "status.json", "assets.json"]) readDocument(directory, file);
      return { kept: kept.length, dropped };
    }
  }
});

function modeOf(index: number): Readonly<Record<string, boolean>> {
  return [{}, { durable: true }][index % 2] ?? {};
}

/** A small file system of its own in memory; false where this machine does not let us mount one. */
function mount(directory: string, options: string): boolean {
  mkdirSync(directory);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
