import assert from "node:assert/strict";

import * as fc from "fast-check";

import { diffCode } from "#webviews/compare/code/codeDiff.ts";
import { patchOf } from "#webviews/compare/code/hunks.ts";
import { diffLines } from "#webviews/compare/code/lineDiff.ts";
import { splitEnvironment } from "#webviews/compare/environment/environmentParts.ts";
import { deltaOf } from "#webviews/compare/values/delta.ts";
import { diffRows } from "#webviews/compare/values/diffRows.ts";
import { readCode } from "#webviews/shared/code/codeFacts.ts";
import { csvTable, markdownTable } from "#webviews/shared/tableText.ts";

describe("tabs of the compare page", () => {
  it("finds the shortest way between any two texts", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 14 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const of = (other: string) =>
          lines.flatMap(({ kind, text }) => (kind === other ? [] : [text]));
        assert.deepEqual(of("added"), before);
        assert.deepEqual(of("removed"), after);
        const same = lines.filter(({ kind }) => kind === "same").length;
        assert.equal(same, longestCommon(before, after));
      }),
    );
  });

  it("shows texts that have nothing in common, however long, and only what is near a change", () => {
    const lines = (name: string) => Array.from({ length: 3000 }, (_, i) => `${name} ${i}`);
    assert.equal(diffLines(lines("a"), lines("b")).length, 6000);
    const before = `${lines("a").join("\n")}\n`;
    const patch = patchOf("train.py", before, before.replace("a 1500\n", "new\n"));
    assert.deepEqual(
      patch?.lines.map(({ text }) => text),
      [
        "@@ -1498 +1498 @@",
        " a 1497",
        " a 1498",
        " a 1499",
        "-a 1500",
        "+new",
        " a 1501",
        " a 1502",
        " a 1503",
      ],
    );
    assert.equal(patchOf("same", before, before), undefined);
  });

  it("compares copies and patches of two runs, whatever one of them lacks", async () => {
    const captured = (patch: string | null, files: object) => ({
      environment: null,
      code: readCode({ files }),
      patch,
      isPatchCut: false,
      parts: splitEnvironment(null, null),
    });
    const patch = (lr: number) =>
      `diff --git a/t.py b/t.py\n--- a/t.py\n+++ b/t.py\n@@ -1 +1 @@\n-lr = 1\n+lr = ${lr}\n`;
    const left = captured(patch(2), { a: "code/a.py", b: "code/b.py" });
    const right = captured(patch(3), { a: "code/a.py" });
    const diff = await diffCode(left, right, (side, path) => Promise.resolve(`${side} ${path}\n`));
    assert.deepEqual(
      diff.copies.map(({ name, added, removed }) => [name, added, removed]),
      [
        ["code/a.py", 1, 1],
        ["code/b.py", 0, 1],
      ],
    );
    assert.deepEqual(
      diff.patches.map(({ name, added, removed }) => [name, added, removed]),
      [["t.py", 1, 1]],
    );
    const none = await diffCode(left, captured(null, {}), () => Promise.resolve("x"));
    assert.deepEqual([none.copies.length, none.patches.length], [2, 1]);
  });

  it("tells how far a number is from the baseline's, and whether that is better", () => {
    assert.deepEqual(deltaOf("0.5", "1", -1), { text: "−0.5 (−50 %)", look: "better" });
    assert.deepEqual(deltaOf("0.5", "1", 1), { text: "−0.5 (−50 %)", look: "worse" });
    assert.deepEqual(deltaOf("3", "0", 0), { text: "+3", look: "other" });
    for (const [value, base] of [
      ["1", "1"],
      ["adam", "1"],
      ["NaN", "1"],
      [null, "1"],
      ["1", ""],
    ] as const) {
      assert.equal(deltaOf(value, base, 1), null);
    }
  });

  it("does not take a run of which nothing is known for one that differs", () => {
    const value = (value: string) => [{ path: "numpy", value }];
    assert.equal(diffRows([value("2.1"), null, value("2.1")])[0]?.isSame, true);
    assert.equal(diffRows([value("2.1"), [], value("2.1")])[0]?.isSame, false);
    assert.deepEqual(diffRows([null, null]), []);
  });

  it("sorts an environment by what it is about, and survives any", () => {
    const code = readCode({ argv: ["train.py", "a b"], git: { commit: "abc", dirty: true } });
    const parts = splitEnvironment(
      {
        pip_packages: ["numpy==2.1.0"],
        gpu_info: [{ name: "A100" }, { name: "A100" }],
        cpu: { count: 8 },
        python_version: "3.12",
      },
      code,
    );
    assert.deepEqual(parts.packages, [{ path: "numpy", value: "2.1.0" }]);
    assert.deepEqual(
      parts.hardware?.map(({ path }) => path),
      ["cpu.count", "gpu_info.0.name", "gpu_info.1.name"],
    );
    assert.deepEqual(parts.system, [{ path: "python_version", value: "3.12" }]);
    assert.ok(parts.command?.some(({ value }) => value === "train.py 'a b'"));
    assert.ok(parts.git?.some(({ value }) => value === "abc"));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (any) => {
        splitEnvironment(any, readCode(any));
      }),
    );
  });

  it("writes tables no spreadsheet runs, and in which numbers stay numbers", () => {
    const rows = [
      ["Config", "a|b"],
      ["x", "=1+1"],
      ["y", "-0.5"],
      ["z", 'say "hi"\nthere'],
    ];
    assert.equal(csvTable(rows), `Config,a|b\r\nx,'=1+1\r\ny,-0.5\r\nz,"say ""hi""\nthere"\r\n`);
    assert.match(
      markdownTable(rows),
      /^\| Config \| a\\\|b \|\n\| :-- \| :-- \|\n\| x \| =1\+1 \|/u,
    );
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(one === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
