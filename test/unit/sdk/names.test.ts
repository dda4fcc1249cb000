import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import * as fc from "fast-check";

import {
  nameFolders,
  projectFolder,
  runFolder,
  splitPath,
  withoutCaseCollision,
} from "../../../sdk/typescript/src/names.ts";

interface NameCase {
  kind: "project" | "name" | "run";
  input: string;
  output: string;
}

const fixture = path.resolve(import.meta.dirname, "../../fixtures/conformance/names.json");
const cases = JSON.parse(readFileSync(fixture, "utf8")) as NameCase[];
const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
const tricky = fc.oneof(
  anyText,
  fc.stringMatching(/^[. runsRUNScoNaux/\\:*~]{0,12}$/),
  fc.string({ unit: "grapheme", minLength: 100, maxLength: 200 }),
);

describe("Names of the TypeScript SDK", () => {
  it("become the folders that the Python SDK makes of them", () => {
    const folders = {
      project: projectFolder,
      name: (name: string) => nameFolders(name).join("/"),
      run: runFolder,
    };
    for (const { kind, input, output } of cases) {
      assert.equal(folders[kind](input), output, `${kind} ${JSON.stringify(input)}`);
    }
  });

  it("of any text become folders that every file system takes", () => {
    fc.assert(
      fc.property(tricky, (text) => {
        assertGoodSegment(projectFolder(text));
        assert.ok(!projectFolder(text).startsWith("."));
        const segments = nameFolders(text);
        assert.ok(segments.length <= 8);
        segments.forEach(assertGoodSegment);
      }),
      { numRuns: 2000 },
    );
  });

  it("stay what they became", () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const folder = projectFolder(text);
        assert.equal(projectFolder(folder), folder);
      }),
      { numRuns: 2000 },
    );
  });

  it("that differ become folders that differ", () => {
    assert.notEqual(projectFolder("a:b"), projectFolder("a?b"));
    assert.notEqual(projectFolder("a".repeat(130)), projectFolder("a".repeat(131)));
  });

  it("are real directories afterwards", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-names-"));
    try {
      for (const { kind, input } of cases) {
        if (kind === "project")
          mkdirSync(path.join(folder, projectFolder(input)), { recursive: true });
      }
      const made = new Set(
        cases.filter(({ kind }) => kind === "project").map(({ output }) => output),
      );
      assert.deepEqual(readdirSync(folder).sort(), [...made].sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("that differ from an existing folder in case only get a folder of their own", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-case-"));
    try {
      mkdirSync(path.join(folder, "CIFAR"));
      assert.equal(withoutCaseCollision(folder, "CIFAR"), "CIFAR");
      assert.match(withoutCaseCollision(folder, "cifar"), /^cifar~[0-9a-f]{4}$/);
      assert.equal(withoutCaseCollision(folder, "other"), "other");
      assert.equal(withoutCaseCollision(path.join(folder, "none"), "cifar"), "cifar");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("of the older spelling split at the first slash", () => {
    assert.deepEqual(splitPath("cv/yolo/small"), { project: "cv", name: "yolo/small" });
    assert.deepEqual(splitPath("\\cv\\yolo\\"), { project: "cv", name: "yolo" });
    assert.deepEqual(splitPath("cv"), { project: "cv", name: "" });
    assert.deepEqual(splitPath("/"), { project: "", name: "" });
  });
});

function assertGoodSegment(segment: string): void {
  const bytes = Buffer.byteLength(segment);
  assert.ok(bytes >= 1 && bytes <= 120, `${bytes} bytes`);
  assert.equal(segment, segment.normalize("NFC"));
  assert.equal(Buffer.from(segment).toString(), segment, "not well-formed");
  assert.doesNotMatch(segment, /[\\/:*?"<>|\p{Cc}]/u);
  assert.doesNotMatch(segment, /[. ]$/);
  assert.ok(!["runs", ".", ".."].includes(segment.toLowerCase()));
  assert.doesNotMatch(segment, /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
}
