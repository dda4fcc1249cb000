import assert from "node:assert/strict";

import { crowdId, hostileId, hugeId, writeHostileStore } from "#test/support/hostileStore.ts";
import { hostileTexts } from "#test/support/hostileTexts.ts";
import { runHere } from "#test/support/runHere.ts";
import { TempStore } from "#test/support/tempStore.ts";

const texts = hostileTexts();

describe("500 hostile texts on a terminal", () => {
  let files: TempStore;

  before(() => {
    files = new TempStore();
    writeHostileStore(files, texts, 60);
  });
  after(() => files.dispose());

  const printed = async (...args: string[]) => {
    const all = [...args, "--storage", files.root];
    const { code, stdout, stderr } = await runHere(all, { cwd: files.folder });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  /** Nothing moves the cursor, turns texts around or talks to the terminal; the colours of a log may stay. */
  const assertHarmless = (text: string, colours = false) => {
    // oxlint-disable-next-line no-control-regex -- a colour begins with the escape character
    const shown = colours ? text.replaceAll(/\u001B\[[\d;]*m/gu, "") : text;
    assert.doesNotMatch(shown, /(?![\n\t])[\p{Cc}\p{Bidi_C}\u2028\u2029]/u);
  };

  it("are shown without what a terminal would act on", async () => {
    const list = await printed("runs", "list", "--limit", "1000", "--columns", "config.named");
    assertHarmless(list);
    assert.equal(list.split("\n").length, 64); // Head, 60 runs, the crowd, the huge one, the end.
    assert.ok(list.length < 1_000_000, "a long name does not widen all lines");
    assert.ok((await printed("runs", "show", hugeId)).length < 20_000);
    for (const words of [["show"], ["metrics"], ["metrics", "--key", texts[1] ?? ""]]) {
      assertHarmless(await printed("runs", words[0] ?? "", crowdId, ...words.slice(1)));
    }
    const ringing = texts.findIndex((text) => text.includes("\u0007"));
    const bell = await printed("runs", "metrics", crowdId, "--key", texts[ringing] ?? "");
    assert.match(bell, /\d/u);
    assertHarmless(bell);
    assertHarmless(await printed("runs", "logs", crowdId, "--tail", "2000"), true);
    await printed("runs", "delete", hostileId(1));
    assertHarmless(await printed("runs", "deleted"));
  });

  it("are text in a report, as Markdown and as HTML", async () => {
    const write = (format: string) =>
      printed("export-data", crowdId, "--format", format, "--output", "-");
    const html = await write("html");
    const ours = /^<(?:!doctype|\/?(?:html|meta|title|style|h1|h2|table|tr|th|td))\b/iu;
    const tags = Array.from(html.matchAll(/<[^>\s]*/gu), ([tag]) => tag);
    assert.deepEqual(
      tags.filter((tag) => !ours.test(tag)),
      [],
    );
    const markdown = await write("markdown");
    for (const line of markdown.split("\n")) {
      assert.doesNotMatch(line.replaceAll(/\\./gu, ""), /[<[\]`_]|https?:|www\.|\w@\w/u);
    }
  });
});
