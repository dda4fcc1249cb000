import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

import { runCommand } from "#test/support/runCommand.ts";
import { TempStore } from "#test/support/tempStore.ts";

/** Debian's Node 20 has Node-API 9, on which better-sqlite3 would end the process with a segmentation fault. */
describe("the command on an old Node", () => {
  const node = "/usr/bin/node";
  const script = path.resolve("dist/runicorn.cjs");
  const isOld = existsSync(node) && nodeApi(node) < 10;
  const files = new TempStore();
  const place = { cwd: files.folder, node, script };

  before(function () {
    if (!isOld || !existsSync(script)) this.skip();
  });
  after(() => files.dispose());

  it("says in one sentence what to install", async () => {
    for (const args of [["viewer"], ["viewer", "--stdio"], ["runs", "list"], ["demo"]]) {
      const { code, stderr, stdout } = await runCommand(args, place);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, /^runicorn: Runicorn needs Node\.js 22\.14 or newer and this is .*\n$/);
    }
  });

  it("still helps, and the doctor names the trouble", async () => {
    assert.match((await runCommand(["viewer", "--help"], place)).stdout, /^Usage: runicorn viewer/);
    const { code, stdout } = await runCommand(["doctor"], place);
    assert.equal(code, 1);
    assert.match(stdout, /^✗ Node\.js/m);
  });
});

function nodeApi(node: string): number {
  return Number(execFileSync(node, ["-p", "process.versions.napi"], { encoding: "utf8" }));
}
