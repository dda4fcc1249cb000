import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import * as fc from "fast-check";

import type { LogQuery } from "#core/protocol/log.ts";
import { readLogPage } from "#core/store/logs/logReader.ts";

describe("logReader", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "runicorn-log-"));
    file = path.join(folder, "logs.txt");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (query: Partial<LogQuery>, isOver = true) =>
    readLogPage(file, { limit: 1000, tail: false, ...query }, isOver);

  it("gives every line once, in pages forwards and backwards", async () => {
    const lines = fc.array(
      fc.string({ maxLength: 30 }).map((s) => s.replace(/[\r\n]/g, "")),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 7 }), async (lines, limit) => {
        writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
        const forwards = [];
        for (let offset = 0, size = 1; offset < size;) {
          const page = await read({ offset, limit });
          assert.ok(page.lines.length <= limit);
          forwards.push(...page.lines);
          [offset, size] = [page.end, page.size];
        }
        assert.deepEqual(forwards, lines);
        const backwards = [];
        for (let offset: number | undefined; offset !== 0;) {
          const page = await read({ tail: true, limit, ...(offset !== undefined && { offset }) });
          backwards.unshift(...page.lines);
          offset = page.start;
        }
        assert.deepEqual(backwards, lines);
      }),
      { numRuns: 100 },
    );
  });

  it("begins at a line, wherever it is asked to begin", async () => {
    writeFileSync(file, "one\r\ntwo\nthree\n");
    assert.deepEqual((await read({ offset: 5 })).lines, ["two", "three"]);
    assert.deepEqual((await read({ offset: 6 })).lines, ["three"]);
    assert.deepEqual((await read({ offset: 99 })).lines, []);
    assert.deepEqual((await read({})).lines, ["one", "two", "three"]);
  });

  it("holds an unfinished line back while the run goes on", async () => {
    writeFileSync(file, "one\ntw");
    assert.deepEqual((await read({ tail: true }, false)).lines, ["one"]);
    const { end } = await read({}, false);
    appendFileSync(file, "o\n");
    assert.deepEqual((await read({ offset: end }, false)).lines, ["two"]);
    appendFileSync(file, "last");
    assert.deepEqual((await read({ tail: true, limit: 1 }, true)).lines, ["last"]);
  });

  it("survives bytes that are no text, and no file at all", async () => {
    assert.deepEqual(await read({}), { lines: [], start: 0, end: 0, size: 0 });
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x41, 10, 0xc3, 10]));
    assert.deepEqual((await read({})).lines, ["\ufffd\ufffdA", "\ufffd"]);
  });

  it("takes little memory for the end, or a page, of a file of 10 GB", async () => {
    writeFileSync(file, "first\n");
    truncateSync(file, 10e9);
    appendFileSync(file, "\nlast line\n");
    const before = process.memoryUsage().arrayBuffers;
    assert.deepEqual((await read({ tail: true, limit: 1 })).lines, ["last line"]);
    const page = await read({ limit: 5 });
    assert.equal(page.lines[0], "first");
    assert.ok(page.end < 10e6);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64e6);
  });
});
