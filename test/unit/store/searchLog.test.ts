import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import * as fc from "fast-check";

import type { LogQuery } from "#core/protocol/log.ts";
import { readLogPage } from "#core/store/logs/logReader.ts";

describe("a search in a log", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "runicorn-log-"));
    file = path.join(folder, "logs.txt");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const page = (query: Partial<LogQuery>) =>
    readLogPage(file, { limit: 1000, tail: false, ...query }, true);

  async function searchAll(search: string, limit: number) {
    const found: [number | undefined, string][] = [];
    for (let offset = 0, size = 1; offset < size;) {
      const { lines, offsets, end, ...rest } = await page({ search, offset, limit });
      assert.ok(lines.length <= limit && end > offset);
      found.push(...lines.map((line, i): [number | undefined, string] => [offsets?.[i], line]));
      [offset, size] = [end, rest.size];
    }
    return found;
  }

  it("finds what a search in all of it finds, page by page, with the place of each line", async () => {
    const line = fc.oneof(
      fc.stringMatching(/^[abAB ]{0,6}$/),
      fc.string({ unit: "binary", maxLength: 6 }).map((text) => text.replaceAll(/[\r\n]/g, "")),
    );
    const lines = fc.array(line, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (all, limit, ends) => {
          const text = all.map((one) => `${one}\n`).join("") + (ends ? "" : "ab");
          writeFileSync(file, text);
          const expected: [number, string][] = [];
          let at = 0;
          for (const one of Buffer.from(text)
            .toString()
            .split("\n")
            .slice(0, ends ? -1 : undefined)) {
            if (one.toLowerCase().includes("ab")) expected.push([at, one]);
            at += Buffer.byteLength(one) + 1;
          }
          if (text !== "") assert.deepEqual(await searchAll("aB", limit), expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("goes through a large file in parts, with little memory", async () => {
    writeFileSync(file, "first match\n");
    truncateSync(file, 10e9);
    appendFileSync(file, "\nlast match\n");
    const before = process.memoryUsage().arrayBuffers;
    const first = await page({ search: "match" });
    assert.deepEqual(first.lines, ["first match"]);
    assert.ok(first.end > 10e6 && first.end < 100e6);
    const last = await page({ search: "match", offset: 10e9 - 1e6 });
    assert.deepEqual(last.lines, ["last match"]);
    assert.equal(last.end, last.size);
    assert.ok(process.memoryUsage().arrayBuffers - before < 64e6);
  });

  it("begins in the middle of a line that is longer than a page", async () => {
    writeFileSync(file, "");
    truncateSync(file, 10e9);
    const began = performance.now();
    const { start, lines } = await page({ offset: 5e9, limit: 1 });
    assert.equal(start, 5e9);
    assert.equal(lines.length, 1);
    assert.ok(performance.now() - began < 5000);
  });

  it("goes forwards only", async () => {
    writeFileSync(file, "one\n");
    await assert.rejects(page({ search: "one", tail: true }), /leave out tail/);
  });
});
