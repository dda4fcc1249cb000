import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdkEnv } from "#test/support/sdk/sdks.ts";

const sdk = pathToFileURL(
  path.resolve(import.meta.dirname, "../../../sdk/typescript/src/index.ts"),
).href;

interface Ended {
  code: number | null;
  stderr: string;
  status: unknown;
  reason: unknown;
  rows: number;
}

interface Trained extends Ended {
  document: Record<string, unknown>;
}

describe("A training in TypeScript that", function () {
  this.timeout(10_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-endings-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the script as a module with the SDK imported as `rn`; tells how its one run ended. */
  function train(script: string): Trained {
    const root = mkdtempSync(path.join(folder, "root-"));
    const child = spawnSync(
      process.execPath,
      ["--input-type=module-typescript", "--eval", `import * as rn from "${sdk}";\n${script}`],
      { env: { ...sdkEnv, RUNICORN_DIR: root }, encoding: "utf8" },
    );
    const runs = path.join(root, "default/default/runs");
    const ids = readdirSync(runs);
    assert.equal(ids.length, 1);
    const directory = path.join(runs, String(ids[0]));
    const document = readDocument(directory, "status.json");
    const { status, exit_reason: reason } = document;
    const { rows } = readEvents(directory);
    const { status: code, stderr } = child;
    return { code, stderr, status, reason, rows: rows.length, document };
  }

  it("forgets finish() is finished", () => {
    const { document: _, ...ended } = train("rn.init(); rn.log({ a: 1 });");
    assert.deepEqual(ended, {
      code: 0,
      stderr: "",
      status: "finished",
      reason: undefined,
      rows: 1,
    });
  });

  it("throws is failed, and its error is not swallowed", () => {
    const ended = train(`rn.init(); rn.log({ a: 1 }); throw new RangeError("two\\nlines");`);
    assert.equal(ended.status, "failed");
    assert.equal(ended.reason, "RangeError: two lines");
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /RangeError: two\nlines/);
  });

  it("throws keeps where, what caused it, and its exit code", () => {
    const { document } = train(`rn.init(); function deep() { throw new Error("inner"); }
      try { deep(); } catch (error) { throw new RangeError("outer", { cause: error }); }`);
    assert.equal(document["exit_code"], 1);
    const text = String(document["traceback"]);
    assert.match(text, /^RangeError: outer\n +at .*\n[^]*\nCaused by: Error: inner\n +at deep/);
  });

  it("throws keeps no secret, and of a long error its end", () => {
    const { document } = train(`rn.init();
      throw new Error("https://me:hunter2@host/ " + "é".repeat(20_000) + " the end");`);
    const text = String(document["traceback"]);
    assert.ok(Buffer.byteLength(text) <= 16 * 1024 && !text.includes("\ufffd"));
    assert.match(text, /é the end\n/);
    assert.doesNotMatch(String(document["exit_reason"]), /hunter2/);
  });

  it("leaves a rejection unhandled is failed", () => {
    const ended = train(
      `rn.init(); void Promise.reject(new TypeError("x")); setTimeout(() => 0, 50);`,
    );
    assert.deepEqual([ended.status, ended.reason, ended.code], ["failed", "TypeError: x", 1]);
    assert.match(String(ended.document["traceback"]), /^TypeError: x\n +at /);
  });

  it("handles its errors goes on", () => {
    const ended = train(`
      process.on("uncaughtException", () => rn.log({ handled: 1 }));
      rn.init();
      setTimeout(() => { throw new Error("handled"); }, 1);
      setTimeout(() => rn.log({ later: 1 }), 20);
    `);
    assert.deepEqual([ended.status, ended.code, ended.rows], ["finished", 0, 2]);
  });

  it("leaves with an exit code is failed by it", () => {
    const ended = train("rn.init(); process.exit(3);");
    assert.deepEqual([ended.status, ended.reason, ended.code], ["failed", "exit code 3", 3]);
  });

  it("sets process.exitCode is failed by it", () => {
    const ended = train("rn.init(); process.exitCode = 4;");
    assert.deepEqual([ended.status, ended.reason, ended.code], ["failed", "exit code 4", 4]);
    assert.equal(ended.document["exit_code"], 4);
    assert.equal(train("rn.init(); process.exitCode = 0;").status, "finished");
  });

  it("leaves in answer to an error keeps the error and the code", () => {
    const ended = train(`rn.init(); process.on("uncaughtException", () => process.exit(7));
      setTimeout(() => { throw new TypeError("late"); }, 1);`);
    assert.deepEqual([ended.status, ended.reason, ended.code], ["failed", "TypeError: late", 7]);
    assert.equal(ended.document["exit_code"], 7);
    assert.match(String(ended.document["traceback"]), /^TypeError: late\n +at /);
  });

  it("throws what is no error is failed all the same", () => {
    for (const script of [`throw "a text";`, `await Promise.reject("a text");`]) {
      const { status, reason, document } = train(`rn.init(); ${script}`);
      assert.equal(status, "failed");
      assert.match(String(reason), /a text/);
      assert.equal(document["exit_code"], 1);
    }
  });

  it("ends its run itself has said how", () => {
    const ended = train(`rn.init(); rn.finish("killed"); rn.log({ a: 1 }); process.exit(1);`);
    assert.deepEqual([ended.status, ended.reason, ended.rows], ["interrupted", undefined, 0]);
  });

  it("fails inside withRun is failed, and the error comes out", () => {
    const ended = train(`
      const answer = await rn.withRun({}, (run) => { run.log({ a: 1 }); throw new Error("inside"); })
        .catch((error) => error.message);
      if (answer !== "inside") process.exit(9);
    `);
    assert.deepEqual([ended.status, ended.reason, ended.code], ["failed", "Error: inside", 0]);
  });

  it("leaves withRun is finished, and gets its answer", () => {
    const ended = train(`if ((await rn.withRun({}, async () => 7)) !== 7) process.exit(9);`);
    assert.deepEqual([ended.status, ended.code], ["finished", 0]);
  });

  it("leaves the scope of `using` is finished", () => {
    const ended = train("{ using run = rn.init(); run.log({ a: 1 }); } setTimeout(() => 0, 5);");
    assert.deepEqual([ended.status, ended.code, ended.rows], ["finished", 0, 1]);
  });

  it("throws out of the scope of `using` is failed", () => {
    const ended = train(`{ using run = rn.init(); run.log({ a: 1 }); throw new Error("using"); }`);
    assert.deepEqual([ended.status, ended.reason, ended.code], ["failed", "Error: using", 1]);
  });

  it("is not kept alive by the SDK", () => {
    const before = Date.now();
    assert.equal(train("rn.init();").status, "finished");
    assert.ok(Date.now() - before < 8000);
  });
});
