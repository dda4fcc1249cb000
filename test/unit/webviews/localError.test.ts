import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { localError } from "#webviews/shared/i18n/errors/localError.ts";

/** Nothing is said but names: who reads them reads them in any language. */
const wordless = /^[\s.]*(?:\{\}[\s.]*)+$/u;

/** The sentences of all errors that pages and the extension can meet, with {} where something is put in. */
function sentences(): string[] {
  const found = new Set<string>();
  for (const folder of ["core", "webviews", "extension"]) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const source = readFileSync(path.join(folder, name), "utf8");
      const begins =
        /new RunicornError\(\s*"\w+",\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)\s*[,)]/gu;
      const fails = /(?:#fail|filterError)\(\s*(?:"([^"]*)"|`([^`]*)`|'([^']*)')\s*[,)]/gu;
      for (const [, plain, template, quoted] of [
        ...source.matchAll(begins),
        ...source.matchAll(fails),
      ]) {
        const text = plain ?? template ?? quoted ?? "";
        found.add(text.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/gu, "{}").replaceAll("\\`", "`"));
      }
    }
  }
  return [...found].filter((text) => !wordless.test(text));
}

describe("errors in Chinese", () => {
  it("are all that anybody meets", () => {
    const all = sentences();
    assert.ok(all.length > 120, `${all.length} found`);
    const missing = all.filter((text) => {
      let n = 0;
      const said = localError(
        text.replaceAll("{}", () => `place${n++}`),
        "zh",
      );
      return !/\p{Script=Han}/u.test(said);
    });
    assert.deepEqual(missing, []);
  });

  it("say what the English says of whom", () => {
    assert.equal(localError("Run a has no metric named b.", "zh"), "运行 a 没有名为 b 的指标。");
    assert.equal(
      localError(
        "gpu1 could not be connected to within 10 s. Check the network, the VPN and the port.",
        "zh",
      ),
      "在 10 秒内无法连接到 gpu1。请检查网络、VPN 和端口。",
    );
    assert.equal(
      localError("Line 3 of ~/.ssh/config makes no sense after Port; correct it.", "zh"),
      "~/.ssh/config 的第 3 行在 Port 之后无法理解；请更正。",
    );
  });

  it("leave other texts, and other languages, as they are", () => {
    for (const text of ["", "x", "A sentence of a newer viewer.", "{0}", "constructor", "$&"]) {
      assert.equal(localError(text, "zh"), text);
    }
    const known = "There is no run $& in this store.";
    assert.equal(localError(known, "en"), known);
    assert.equal(localError(known, "zh"), "此存储中没有运行 $&。");
  });
});
