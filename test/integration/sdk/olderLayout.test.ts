import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { type Sdk, sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

const seed = Number(process.env["RUNICORN_COMPAT_SEED"] ?? randomInt(2 ** 32));
const runs = process.env["RUNICORN_COMPAT_RUNS"] ?? "40";
const tests = path.resolve(import.meta.dirname, "../../../sdk/python");

describe("Files of the TypeScript SDK", function () {
  this.timeout(60_000);
  const store = new TempStore();
  after(() => store.dispose());

  it("open in the layout of Runicorn 0.4 to 0.7, whatever was called", () => {
    const python = sdks.find((sdk) => sdk.name === "python") as Sdk;
    const typescript = sdks.find((sdk) => sdk.name === "typescript") as Sdk;
    const file = path.join(store.folder, "programs.json");
    const ask = ["-m", "tests.compat_calls", String(seed), runs];
    const options = { cwd: tests, encoding: "utf8" } as const;
    writeFileSync(file, execFileSync(python.command, ask, options));
    const program = typescript.program("compatCalls");
    const done = spawnSync(typescript.command, [program, file, store.root], {
      env: typescript.env,
      encoding: "utf8",
    });
    assert.equal(done.status, 0, done.stderr);
    const check = ["-m", "tests.compat_check", file, store.root];
    const { status, stdout, stderr } = spawnSync(python.command, check, options);
    assert.equal(status, 0, `RUNICORN_COMPAT_SEED=${seed}\n${stdout}${stderr.slice(-2000)}`);
  });
});
