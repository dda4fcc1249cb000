import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { logFile, ranksWithLog } from "#core/store/logs/logFile.ts";

describe("where a run's log is", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-log-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (...names: string[]) => {
    for (const name of names) writeFileSync(path.join(folder, name), "");
  };
  const found = (rank?: number) => path.relative(folder, logFile(folder, rank));

  it("is the run's own, else the lowest rank's that has one", () => {
    assert.equal(found(), "logs.txt");
    write("logs.rank10.txt", "logs.rank2.txt", "logs.rankx.txt");
    assert.equal(found(), "logs.rank2.txt");
    write("logs.txt");
    assert.equal(found(), "logs.txt");
  });

  it("is one of those there are, the run's own before its ranks", () => {
    assert.deepEqual(ranksWithLog(folder), []);
    write("logs.rank10.txt", "logs.rank2.txt", "logs.rankx.txt", "events.rank3.jsonl");
    assert.deepEqual(ranksWithLog(folder), [2, 10]);
    write("logs.txt");
    assert.deepEqual(ranksWithLog(folder), [null, 2, 10]);
    assert.deepEqual(ranksWithLog(path.join(folder, "gone")), []);
  });

  it("is that of the rank asked for", () => {
    write("logs.txt");
    assert.equal(found(3), "logs.rank3.txt");
  });
});
