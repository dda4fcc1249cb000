import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { writeOutput } from "#cli/commands/writeOutput.ts";

describe("a file that a command writes", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-output-"));
    file = path.join(folder, "x.zip");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const { signal } = new AbortController();
  const whole = (out: Writable) => pipeline(Readable.from(["whole"]), out);
  const half = (out: Writable) => {
    out.write("half");
    return Promise.reject(new Error("no more"));
  };
  const left = () =>
    readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));

  it("is there when it is whole", async () => {
    assert.equal(await writeOutput(file, { force: false, signal }, whole), 5);
    assert.deepEqual(left(), ["whole"]);
    await assert.rejects(writeOutput(file, { force: false, signal }, half), /EEXIST/);
    assert.deepEqual(left(), ["whole"]);
  });

  it("replaces another only when it is whole", async () => {
    writeFileSync(file, "before");
    await assert.rejects(writeOutput(file, { force: true, signal }, half), /no more/);
    assert.deepEqual(left(), ["before"]);
    assert.equal(await writeOutput(file, { force: true, signal }, whole), 5);
    assert.deepEqual(left(), ["whole"]);
  });

  it("is gone when it is called off", async () => {
    const wait = (out: Writable) => pipeline(new Readable({ read() {} }), out);
    for (const force of [false, true]) {
      const soon = AbortSignal.timeout(50);
      await assert.rejects(writeOutput(file, { force, signal: soon }, wait));
      await assert.rejects(writeOutput(file, { force, signal: AbortSignal.abort() }, wait));
      assert.deepEqual(left(), []);
    }
  });

  it("may be a device, which stays one", async () => {
    const device = "/dev/null";
    if (process.platform === "win32") return;
    await writeOutput(device, { force: true, signal }, whole);
    await assert.rejects(writeOutput(device, { force: true, signal }, half), /no more/);
    assert(statSync(device).isCharacterDevice());
  });
});
