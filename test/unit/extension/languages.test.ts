import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";

const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;

/** What our sentences, buttons and labels are in English, as the editor looks them up. */
function textsOf(source: string): string[] {
  const called = [...source.matchAll(/l10n\.t\(\s*"((?:[^"\\]|\\.)*)"/gu)].map(
    ([, text = ""]) => text,
  );
  // A sentence may hold templates of its own in what it puts in: those are left out first.
  const sentences = [
    ...source.matchAll(/\bsentence`((?:[^`$]|\$\{(?:[^{}`]|\{[^{}]*\})*\})*)`/gu),
  ].map(([, text = ""]) => {
    let at = 0;
    return text.replaceAll(/\$\{(?:[^{}`]|\{[^{}]*\})*\}/gu, () => `{${at++}}`);
  });
  return [...called, ...sentences].filter((text) => /\w/u.test(text));
}

describe("the extension in Chinese", () => {
  it("has every text of the manifest, in the manifest's place", () => {
    const [english, chinese] = [read("package.nls.json"), read("package.nls.zh-cn.json")];
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    const used = [...readFileSync("package.json", "utf8").matchAll(/"%([\w.]+)%"/gu)];
    assert.deepEqual(used.map(([, key = ""]) => key).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) {
      const links = (value = "") => value.match(/\(command:[\w.]+\)/gu)?.toSorted() ?? [];
      assert.deepEqual(links(chinese[key]), links(text), key);
    }
  });

  it("has every sentence, button and label", () => {
    const bundle = read("l10n/bundle.l10n.zh-cn.json");
    const missing = globSync("extension/**/*.ts")
      .flatMap((file) => textsOf(readFileSync(file, "utf8")))
      .filter((text) => !/^\{0\}$/u.test(text) && !Object.hasOwn(bundle, text));
    assert.deepEqual([...new Set(missing)], []);
    const places = (text = "") => text.match(/\{\d\}/gu)?.toSorted() ?? [];
    for (const [english, chinese] of Object.entries(bundle)) {
      assert.deepEqual(places(chinese), places(english), english);
    }
  });
});
