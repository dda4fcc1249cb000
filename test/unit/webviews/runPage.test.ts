import assert from "node:assert/strict";

import * as fc from "fast-check";

import { foldProgress } from "#webviews/dashboard/log/foldProgress.ts";
import { parseJump } from "#webviews/dashboard/log/jumpTarget.ts";
import { compareEnvironments } from "#webviews/dashboard/overview/envDiff.ts";
import { nestConfig } from "#webviews/dashboard/overview/nestConfig.ts";
import { type Inline, parseInline } from "#webviews/dashboard/overview/parseInline.ts";
import { type Block, parseMarkdown } from "#webviews/dashboard/overview/parseMarkdown.ts";
import { readCode } from "#webviews/shared/code/codeFacts.ts";
import { codeGaps, whyNoPatch } from "#webviews/shared/code/codeGaps.ts";
import { parsePatch } from "#webviews/shared/code/parsePatch.ts";

/** Everything within a note: its links, and all of its text in order. */
function contents(blocks: readonly Block[]): { links: string[]; text: string } {
  const links: string[] = [];
  let text = "";
  const inlines = (all: readonly Inline[]): void => {
    for (const inline of all) {
      if (inline.kind === "text" || inline.kind === "code") text += inline.text;
      else {
        if (inline.kind === "link") links.push(inline.href);
        inlines(inline.inside);
      }
    }
  };
  const visit = (block: Block): void => {
    if (block.kind === "code") text += block.text;
    else if (block.kind === "quote") block.blocks.forEach(visit);
    else if (block.kind === "list") block.items.forEach((item) => item.blocks.forEach(visit));
    else if (block.kind === "table") block.rows.flat().forEach(inlines);
    else if (block.kind !== "rule") inlines(block.text);
  };
  blocks.forEach(visit);
  return { links, text };
}

/** Texts in which what Markdown and browsers take for more than text is frequent. */
const note = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        ..."# |> |- |1. |\n|\n\n|```|**|__|_|*|~~|`|[|](|)|![|<|>|\\|\t| | - [x] |---".split("|"),
        "|",
        "javascript:alert(1)",
        "command:x",
        "vscode://x",
        "data:text/html,x",
        "https://a.example/",
        "mailto:a@b.example",
        "file:///etc/passwd",
        "java\tscript:alert(1)",
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

describe("notes in Markdown", () => {
  it("lead nowhere but to the web and to mailboxes, whatever they hold", () => {
    fc.assert(
      fc.property(note, (text) => {
        for (const href of contents(parseMarkdown(text)).links) {
          assert.match(href, /^(?:https?:\/\/|mailto:)/u);
          assert.equal(new URL(href).href, href);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("lose no letter of what was written", () => {
    const letters = (text: string) => text.replaceAll(/[^\p{L}]/gu, "");
    const words = fc
      .array(fc.constantFrom("word", "**bold**", "`code`", "> q", "- item", "\n", "# t", "| x |"))
      .map((parts) => parts.join(" "));
    fc.assert(
      fc.property(words, (text) => {
        assert.equal(letters(contents(parseMarkdown(text)).text), letters(text));
      }),
    );
  });

  it("say what people mean by them", () => {
    assert.deepEqual(parseInline("**a** snake_case_name 2 * 3 * 4"), [
      { kind: "strong", inside: [{ kind: "text", text: "a" }] },
      { kind: "text", text: " snake_case_name 2 * 3 * 4" },
    ]);
    const [list, code] = parseMarkdown("1. one\n   - deep\n2. two\n\n```py\nx = 1\n```");
    assert.ok(list?.kind === "list" && list.ordered && list.items.length === 2);
    assert.equal(list.items[0]?.blocks[1]?.kind, "list");
    assert.deepEqual(code, { kind: "code", text: "x = 1" });
  });

  it("take no time to speak of, however hostile", () => {
    const began = performance.now();
    for (const bad of ["[", "**a", "_a ", "![](", "> ", "- ", "`", "|", "<", "http://"]) {
      parseMarkdown(bad.repeat(100_000 / bad.length));
    }
    assert.ok(performance.now() - began < 10_000);
  });
});

describe("a log's progress bars", () => {
  it("are folded into their last state, and no line is lost", () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom("", "train: ", "12:00:01 | "), fc.integer({ min: 0, max: 100 }))
        .map(([label, n]) => `${label}${n}%|###   | ${n}/100 [00:10<00:05, 3.50it/s]`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const folded = foldProgress(lines);
        assert.deepEqual(
          folded.flatMap(({ line, earlier }) => [...earlier, line]),
          lines,
        );
      }),
    );
    const bar = (n: number) => `epoch 1: ${n}%|#| ${n}/9 [00:01<00:02, 1it/s]`;
    const folded = foldProgress(["a", bar(10), bar(50), bar(100), "b", bar(5)]);
    assert.deepEqual(
      folded.map(({ earlier }) => earlier.length),
      [0, 2, 0, 0],
    );
  });
});

it("a place in a log is said by a time, a step or a part", () => {
  assert.deepEqual(parseJump(" 14:05 "), { kind: "time", secondOfDay: 50_700 });
  assert.deepEqual(parseJump("step 1200"), { kind: "step", step: 1200 });
  assert.deepEqual(parseJump("50%"), { kind: "part", part: 0.5 });
  for (const text of ["", "25:00", "x", "12:5", "-3"]) assert.equal(parseJump(text), null);
});

it("two environments differ by their packages, whatever their order and spelling", () => {
  const here = { pip_packages: ["numpy==2.1.0", "My_Pkg==1"], captured_at: 1 };
  const there = { pip_packages: ["my-pkg==1", "numpy==1.26.4"], captured_at: 2 };
  const differing = compareEnvironments(here, there).filter(({ here, there }) => here !== there);
  assert.deepEqual(differing, [{ path: "packages.numpy", here: "2.1.0", there: "1.26.4" }]);
});

it("a config is nested by its names, and no value is lost", () => {
  assert.deepEqual(nestConfig({ "a.b": 1, "a.c": 2, d: 3, "d.e": 4 }), {
    a: { b: 1, c: 2 },
    d: 3,
    "d.e": 4,
  });
  const leaves = (value: unknown): number =>
    typeof value === "object" && value !== null
      ? Object.values(value).reduce((sum: number, one) => sum + leaves(one), 0)
      : 1;
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[ab._]{0,6}$/u), fc.integer()), (config) => {
      assert.equal(leaves(nestConfig(config)), Object.keys(config).length);
    }),
  );
});

it("a patch is split by file, and lines that look like headers within it are lines", () => {
  const patch = [
    "diff --git a/a.py b/a.py",
    "--- a/a.py",
    "+++ b/a.py",
    "@@ -1,2 +1,2 @@",
    "--- x",
    "+++ y",
    " same",
    "diff --git a/new.py b/new.py",
    "--- /dev/null",
    "+++ b/new.py",
    "@@ -0,0 +1 @@",
    "+one",
  ].join("\n");
  assert.deepEqual(
    parsePatch(patch).map(({ name, added, removed }) => [name, added, removed]),
    [
      ["a.py", 1, 1],
      ["new.py", 1, 0],
    ],
  );
  fc.assert(fc.property(fc.string(), (text) => void parsePatch(text)));
});

describe("the code of a run without a patch", () => {
  const of = (git: object | null, files = {}) => whyNoPatch(readCode({ git, files }));
  const clean = { commit: "abc", dirty: false, untracked: [], untracked_count: 0 };
  const untracked = { untracked: ["train.py", "net.py"], untracked_count: 2 };

  it("is all in the commit only where nothing is untracked", () => {
    assert.match(of(clean), /^The working tree was clean/u);
    assert.equal(
      of({ ...clean, ...untracked }),
      "Nothing tracked was changed. 2 untracked files were not kept: train.py, net.py",
    );
    assert.equal(
      of({ ...clean, ...untracked }, { "net.py": "code/net.py" }),
      "Nothing tracked was changed. 1 untracked file was not kept: train.py",
    );
    const kept = { "net.py": "code/net.py", "train.py": "code/train.py" };
    assert.match(of({ ...clean, ...untracked }, kept), /^Nothing tracked was changed\.$/u);
    const many = { untracked: "abcdefgh".split(""), untracked_count: 5000 };
    assert.match(
      of({ ...clean, ...many }),
      /5,000 untracked files were not kept: a, b, c, d, e, …/u,
    );
    assert.equal(of({ ...clean, untracked_count: null }), "Nothing tracked was changed.");
  });

  it("says where there is no commit, no repository, or nothing was captured", () => {
    const initial = { ...clean, commit: null };
    assert.equal(of(initial), "The repository had no commit.");
    assert.deepEqual(codeGaps(readCode({ git: initial })!), ["The repository had no commit."]);
    assert.match(of(null), /in no git repository/u);
    assert.match(of({ ...clean, dirty: null }), /git could not tell/u);
    assert.match(of({ ...clean, dirty: true }), /What was changed was not captured/u);
    assert.equal(whyNoPatch(null), "This run captured no code.");
  });
});
