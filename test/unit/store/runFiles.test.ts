import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import * as fc from "fast-check";

import { RunDetail } from "#core/protocol/run.ts";
import { readAndStamp, readRunFiles, stampRun } from "#core/store/files/runFiles.ts";
import { thisHost } from "#core/store/follow/liveness.ts";
import { buildRecord, noEvents } from "#core/store/runs/runRecord.ts";

const files = [
  "meta.json",
  "status.json",
  "summary.json",
  "assets.json",
  ".writer.json",
  "environment.json",
];
const keys = [
  "status",
  "pid",
  "created_at",
  "tags",
  "config",
  "args",
  "boot_id",
  "best_metric_name",
  "git_info",
  "gpu_info",
  "branch",
  "name",
];

describe("the small files of a run", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "runicorn-files-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function build() {
    const place = { dir: "p/n/runs/x", layout: "seed", project: "p", name: "n" } as const;
    const read = readRunFiles(directory);
    const sources = { id: "x", place, files: read, stamp: stampRun(directory), events: noEvents };
    const { run, extra } = buildRecord(sources, thisHost(), Date.now() / 1000);
    const { best: _, ...rest } = extra;
    // What the index stores and the API answers.
    const text = JSON.stringify({ ...run, ...rest, indexed_bytes: 0, total_bytes: 0 });
    return RunDetail.parse(JSON.parse(text));
  }

  it("make a valid answer, whatever is in them", () => {
    const key = fc.oneof(fc.constantFrom(...keys, "__proto__"), fc.string());
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        fc.jsonValue(),
        fc.dictionary(key, tie("tree"), { maxKeys: 6 }),
        fc.constantFrom("running", 1e308, -1, 2 ** 40, [["a"]]),
      ),
    }));
    const content = fc.oneof(
      tree.map((value) => JSON.stringify(value)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.tuple(...files.map(() => content)), (contents) => {
        files.forEach((file, i) => writeFileSync(path.join(directory, file), contents[i] ?? ""));
        build();
        assert.equal(({} as Record<string, unknown>)["status"], undefined);
      }),
      { numRuns: 500 },
    );
  });

  it("are the same read and stamped at once, whatever lies there", () => {
    const names = [...files, "events.jsonl", "events.rank3.jsonl", "system.jsonl", "logs.txt"];
    const kind = fc.constantFrom("none", "none", "file", "file", "bad", "link", "folder", "fifo");
    fc.assert(
      fc.property(fc.tuple(...names.map(() => kind), fc.boolean()), (kinds) => {
        const folder = mkdtempSync(path.join(directory, "run-"));
        names.forEach((name, i) => {
          const file = path.join(folder, name);
          if (kinds[i] === "file") writeFileSync(file, `{"pid":${i}}`);
          else if (kinds[i] === "bad") writeFileSync(file, "{");
          else if (kinds[i] === "link") symlinkSync("nowhere", file);
          else if (kinds[i] === "folder") mkdirSync(file);
          else if (kinds[i] === "fifo") execFileSync("mkfifo", [file]);
        });
        if (kinds.at(-1) === true) writeFileSync(path.join(folder, ".deleted"), "");
        const { files: read, stamp } = readAndStamp(folder, readdirSync(folder));
        assert.deepEqual(stamp, stampRun(folder));
        assert.deepEqual(stampRun(folder, readdirSync(folder)), stampRun(folder));
        assert.deepEqual(read, readRunFiles(folder, stamp));
        assert.deepEqual(read, readRunFiles(folder));
      }),
      { numRuns: 100 },
    );
  });

  it("may be nested deeper than any recursion survives", () => {
    const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    writeFileSync(path.join(directory, "summary.json"), deep);
    writeFileSync(path.join(directory, "assets.json"), `{"config":{"args":${deep}}}`);
    assert.equal(Object.keys(build().config).length, 1);
  });
});
