import assert from "node:assert/strict";
import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import path from "node:path";
import { mock } from "node:test";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";

import { AppendFile } from "../../../sdk/typescript/src/appendFile.ts";
import { type InitOptions, type Run, init } from "../../../sdk/typescript/src/index.ts";

const replaced: { readonly mock: { restore(): void } }[] = [];

/** Lets every call of a function of node:fs fail or be replaced, in all modules. */
function replace<K extends "writeSync" | "openSync" | "fdatasyncSync">(
  name: K,
  by: (original: (typeof fs)[K]) => (...args: never[]) => unknown,
): void {
  replaced.push(mock.method(fs, name, by(fs[name])));
  syncBuiltinESMExports();
}

function repair(): void {
  for (const { mock: context } of replaced.splice(0)) context.restore();
  syncBuiltinESMExports();
}

function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
}

describe("What the TypeScript SDK writes", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-writing-"));
  const open: Run[] = [];
  let told: string[];

  function begin(options: InitOptions = {}): Run {
    const run = init({
      storage: path.join(folder, "root"),
      captureEnv: false,
      captureCode: false,
      systemMetrics: false,
      ...options,
    });
    open.push(run);
    return run;
  }

  const steps = (run: { runDir: string }) =>
    readEvents(run.runDir).rows.map((row) => row.data.global_step);

  beforeEach(() => {
    process.env["RUNICORN_NO_REGISTER"] = "1";
    told = [];
    mock.method(process.stderr, "write", (text: string) => told.push(text) > 0);
  });
  afterEach(() => {
    for (const run of open.splice(0)) run.finish();
    mock.restoreAll();
    syncBuiltinESMExports();
    delete process.env["RUNICORN_NO_REGISTER"];
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  describe("at once", () => {
    for (const code of ["EIO", "ENOSPC", "EDQUOT", "ESTALE", "EBADF", "EROFS"]) {
      it(`survives ${code}: counted, told once, the first record after it is kept`, () => {
        const run = begin();
        run.log({ a: 1 });
        replace("writeSync", () => failing(code));
        for (let i = 0; i < 5; i++) run.log({ a: 2 });
        repair();
        run.log({ a: 3 });
        assert.deepEqual(steps(run), [1, 7]);
        assert.equal(run.droppedRecords, 5);
        assert.equal(told.filter((text) => text.includes(code)).length, 1);
        run.finish();
        assert.equal(readDocument(run.runDir, "status.json")["dropped_records"], 5);
      });
    }

    it("survives that no file can be opened", () => {
      const run = begin();
      replace("openSync", () => failing("EMFILE"));
      run.log({ a: 1 });
      run.logText("lost");
      run.summary({ lost: 1 });
      repair();
      run.log({ a: 2 });
      assert.deepEqual([steps(run), run.droppedRecords], [[2], 1]);
    });

    it("notices within a second that somebody took the run away, and when it is back", () => {
      mock.timers.enable({ apis: ["Date"], now: Date.now() });
      try {
        const run = begin();
        run.log({ a: 1 });
        const aside = `${run.runDir}.aside`;
        fs.cpSync(run.runDir, aside, { recursive: true });
        rmSync(run.runDir, { recursive: true });
        mock.timers.setTime(Date.now() + 1000);
        run.log({ a: 2 });
        run.log({ a: 3 });
        assert.equal(run.droppedRecords, 2);
        renameSync(aside, run.runDir);
        run.log({ a: 4 });
        assert.deepEqual(steps(run), [1, 4]);
      } finally {
        mock.timers.reset();
      }
    });

    it("does not throw whatever it is given", () => {
      const run = begin();
      const hostile = {
        get key(): never {
          throw new Error("hostile");
        },
      };
      const bad = [undefined, null, 1, "x", [], hostile, new Proxy({}, { ownKeys: failing("X") })];
      for (const data of bad) run.log(data as never);
      for (const step of [Number.NaN, Infinity, "", {}, Symbol("x")]) {
        run.log({ ok: 1 }, { step } as never);
      }
      run.log({ ok: 1 }, null as never);
      run.summary(undefined as never);
      run.logText(Symbol("text") as never);
      run.logText({ toString: failing("text") } as never);
      run.finish(Symbol("x") as never);
      assert.equal(run.droppedRecords, bad.length);
      assert.equal(run.status, "finished");
    });
  });

  describe("deferred", () => {
    it("is in the file 50 ms later, in order, with the values of the call", () => {
      mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_800_000_000_000 });
      try {
        const run = begin({ deferred: true });
        run.log({ a: 0 });
        const values = [1];
        run.log({ values });
        values[0] = 9;
        run.log({ a: 2 }, { stage: "warm" });
        assert.deepEqual(steps(run), [1], "what follows a pause does not wait");
        mock.timers.tick(50);
        assert.deepEqual(steps(run), [1, 2, 3]);
        const { rows } = readEvents(run.runDir);
        assert.deepEqual(rows[1]?.data["values"], [1]);
        assert.deepEqual([rows[2]?.ts, rows[2]?.data["stage"]], [1_800_000_000, "warm"]);
      } finally {
        mock.timers.reset();
      }
    });

    it("needs no timer in a loop that never waits", () => {
      const run = begin({ deferred: true });
      const start = Date.now();
      while (Date.now() - start < 200) run.log({ a: 1 });
      assert.ok(steps(run).length > 0);
    });

    it("does not wait for its moment where it would fill the memory", () => {
      mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_800_000_000_000 });
      try {
        const run = begin({ deferred: true });
        const text = "x".repeat(2 ** 20);
        run.log({ text });
        for (let mib = 0; mib < 32; mib++) run.log({ text });
        assert.equal(steps(run).length, 1);
        for (let mib = 0; mib < 32; mib++) run.log({ text: [text] });
        assert.equal(steps(run).length, 65);
        assert.equal(run.droppedRecords, 0);
      } finally {
        mock.timers.reset();
      }
    });

    it("is in the file after flush, after another record type, and at the end", () => {
      const run = begin({ deferred: true });
      for (let i = 0; i < 3; i++) run.log({ a: i });
      run.flush();
      assert.deepEqual(steps(run), [1, 2, 3]);
      for (let i = 0; i < 3; i++) run.log({ a: i });
      run.alert("look");
      assert.deepEqual(steps(run).slice(0, 6), [1, 2, 3, 4, 5, 6]);
      for (let i = 0; i < 3; i++) run.log({ a: i });
      run.finish();
      assert.equal(steps(run).filter((step) => step === 9).length, 1);
    });

    it("counts exactly what a failing disk did not take", () => {
      const run = begin({ deferred: true });
      run.log({ a: 0 });
      run.log({ a: 1 });
      replace("writeSync", () => failing("EIO"));
      for (let i = 0; i < 9; i++) run.log({ a: 2 });
      run.flush();
      assert.equal(run.droppedRecords, 10);
      repair();
      run.log({ a: 3 });
      run.flush();
      assert.deepEqual(steps(run), [1, 12]);
    });

    it("counts values that JSON cannot hold once, and remembers keys", () => {
      const run = begin({ deferred: true });
      for (let i = 0; i < 3; i++) run.log({ f: () => 1, d: new Date(), ok: i });
      run.flush();
      assert.deepEqual([run.droppedValues, run.droppedRecords], [6, 0]);
    });
  });

  describe("durable", () => {
    it("is forced to the disk by flush and at the end", () => {
      const synced: number[] = [];
      replace("fdatasyncSync", (original) => (fd: never) => {
        synced.push(fd);
        original(fd);
      });
      const run = begin({ durable: true });
      run.log({ a: 1 });
      run.logText("x");
      assert.equal(synced.length, 0);
      run.flush();
      assert.equal(new Set(synced).size, 2);
      synced.splice(0);
      run.finish();
      assert.equal(new Set(synced).size, 2);
    });

    it("goes on where the disk refuses", () => {
      const run = begin({ durable: true, deferred: true });
      run.log({ a: 1 });
      replace("fdatasyncSync", () => failing("EIO"));
      run.flush();
      run.log({ a: 2 });
      run.finish();
      assert.deepEqual(steps(run), [1, 2]);
      assert.equal(told.filter((text) => text.includes("forced to the disk")).length, 1);
    });
  });

  describe("in one call for many lines", () => {
    const file = path.join(folder, "many.jsonl");
    const lines = Array.from({ length: 20 }, (_, i) => `{"ü":${i}}\n`);

    for (const room of [0, 1, 9, 10, 11, 57, 199, 200]) {
      it(`keeps the whole ones when only ${room} bytes fit, and says how many are lost`, () => {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, "");
        let left = room;
        replace("writeSync", (original) => (...[fd, data, offset = 0]: unknown[]) => {
          const bytes = Buffer.from(data as string).subarray(Number(offset));
          if (left === 0) failing("ENOSPC")();
          const part = bytes.subarray(0, left);
          left -= part.length;
          return original(fd as number, part);
        });
        const append = new AppendFile(file);
        const { lost } = append.appendAll(lines);
        append.close();
        const whole = readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line.endsWith("}"));
        assert.equal(whole.length, lines.length - lost);
        assert.ok(existsSync(file));
      });
    }
  });
});
