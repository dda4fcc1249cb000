import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

import { sdkEnv, sdks } from "#test/support/sdk/sdks.ts";

const folder = path.resolve(import.meta.dirname, "../../../sdk/python");

describe("The Python SDK", function () {
  this.timeout(120_000);

  it("passes its own tests", () => {
    const python = sdks[0]?.command ?? "python3";
    const { status, stderr } = spawnSync(
      python,
      ["-m", "unittest", "discover", "-s", "tests", "-t", "."],
      { cwd: folder, env: sdkEnv, encoding: "utf8" },
    );
    assert.equal(status, 0, stderr);
    assert.match(stderr, /Ran \d+ tests/);
  });
});
