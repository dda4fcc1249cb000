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

/** What is no text for people, or the same in every language. */
const same =
  /^(?:Runicorn(?: Remote)?|Python|TypeScript|Open|(?:Node|Python|Runicorn|host) .*\{\}|its (?:state|run) .*)$/u;
/** Errors for a log and headers of requests are not shown by these lines. */
const unseen =
  /\b(?:Error\(|log\.(?:info|warn|error|debug)\(|import |from "|case ")|^\s*(?:\/\/|\*|\/\*\*)/u;

/** Literals of a file that read like a label or a sentence and are not looked up in any catalogue. */
function sentencesOf(source: string): string[] {
  const lines = source.split("\n").filter((line) => !unseen.test(line));
  return lines.flatMap((line) =>
    [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(?<!sentence)`([^`]*)`/gu)]
      .map(([, text, template]) => text ?? template ?? "")
      .map((text) =>
        text
          .replace(/^\$\([\w~-]+\) /u, "")
          .replaceAll("${newLine}", "⏎")
          .replaceAll(/\$\{[^}]*\}/gu, "{}"),
      )
      .filter((text) => /^[A-Z][a-z]+(?:[ …]|$)|^(?:\{\} )?[a-z]+(?: [a-z{}]+){2,}/u.test(text)),
  );
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
    // What goes wrong below is told in the words it comes with.
    const files = globSync("extension/**/*.ts", { exclude: ["extension/sources/*"] });
    const unknown = files.flatMap((file) =>
      sentencesOf(readFileSync(file, "utf8"))
        .filter((text) => !Object.hasOwn(bundle, text) && !same.test(text))
        .map((text) => `${file}: ${text}`),
    );
    assert.deepEqual(unknown, []);
    const places = (text = "") => text.match(/\{\d\}/gu)?.toSorted() ?? [];
    for (const [english, chinese] of Object.entries(bundle)) {
      assert.deepEqual(places(chinese), places(english), english);
    }
  });
});
