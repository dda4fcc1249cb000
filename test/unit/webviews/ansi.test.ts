import assert from "node:assert/strict";

import * as fc from "fast-check";

import { lastOverwrite, maxLine, parseAnsi } from "#webviews/dashboard/log/ansi.ts";

const text = (line: string): string =>
  parseAnsi(line)
    .map((part) => part.text)
    .join("");

describe("log colours", () => {
  it("keeps colours and weight", () => {
    assert.deepEqual(parseAnsi("a \u001B[1;31mred\u001B[0m \u001B[92;44mg\u001B[39m"), [
      { text: "a ", classes: [] },
      { text: "red", classes: ["ansi-red", "ansi-bold"] },
      { text: " ", classes: [] },
      { text: "g", classes: ["ansi-bright-green", "ansi-on-blue"] },
    ]);
  });

  it("names the first sixteen of 256 colours and skips true colours whole", () => {
    assert.deepEqual(parseAnsi("\u001B[38;5;9mx"), [{ text: "x", classes: ["ansi-bright-red"] }]);
    assert.deepEqual(parseAnsi("\u001B[38;2;1;2;31mx\u001B[38;5;200my"), [
      { text: "x", classes: [] },
      { text: "y", classes: [] },
    ]);
  });

  for (const [what, line, shown] of [
    ["a clipboard write", "a\u001B]52;c;aGk=\u0007b", "ab"],
    ["a link", "\u001B]8;;http://evil.example\u001B\\here\u001B]8;;\u001B\\", "here"],
    ["a window title that never ends", "a\u001B]0;title", "a"],
    ["cursor movement", "a\u001B[2Jb\u001B[1;1Hc", "abc"],
    ["a device string", "a\u001BPq#0\u001B\\b", "ab"],
    ["8-bit controls", "a\u009B31mb\u009D52;c;x\u009Cc", "abc"],
    ["a lone escape", "a\u001B", "a"],
  ] as const) {
    it(`drops ${what}`, () => assert.equal(text(line), shown));
  }

  it("shows control and bidirectional characters by their code", () => {
    assert.equal(text("a\u0008b\u202Ec\u2066d\u0000"), "a\\x08b\\u202ec\\u2066d\\x00");
    assert.equal(text("tab\tstays"), "tab\tstays");
  });

  it("shows of a progress bar its last state", () => {
    assert.equal(lastOverwrite("10%\r50%\r100%"), "100%");
    assert.equal(lastOverwrite("10%\r100%\r"), "100%");
    assert.equal(lastOverwrite("10%\r100%\r\r"), "100%");
    assert.equal(lastOverwrite("\r"), "");
    assert.equal(lastOverwrite("plain"), "plain");
  });

  it("cuts long lines and says by how much", () => {
    const shown = text("x".repeat(maxLine + 5));
    assert.equal(shown, `${"x".repeat(maxLine)} … 5 more characters`);
  });

  it("never lets a control character through, and is no longer than its input allows", () => {
    const nasty = fc.constantFrom(
      "\u001B",
      "[",
      "]",
      "m",
      ";",
      "31",
      "\u0007",
      "\u009B",
      "\u202E",
      "é",
      "x",
      "\r",
      "\u001B\\",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(nasty).map((p) => p.join("")),
        ),
        (line) => {
          const shown = text(line);
          for (const c of shown)
            assert.ok(!isControl(c.codePointAt(0) ?? 0), JSON.stringify(shown));
          assert.ok(shown.length <= line.length * 6 + 40);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** C0 but tab, DEL, C1, and what changes the direction of text. */
function isControl(code: number): boolean {
  return (
    (code < 0x20 && code !== 9) ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}
