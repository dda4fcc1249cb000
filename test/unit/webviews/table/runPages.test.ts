import assert from "node:assert/strict";

import type { Answers, TableRow } from "#webviews/table/messages.ts";
import { RunPages } from "#webviews/table/runPages.ts";

type Answer = Answers["list"];

describe("pages of a list of runs", () => {
  /** A list whose answers are given by hand. */
  function listed(before?: RunPages) {
    const questions: ((answer: Answer) => void)[] = [];
    const ask = () => new Promise<Answer>((resolve) => questions.push(resolve));
    const pages = new RunPages(ask, () => undefined, before);
    pages.want(0, 1);
    const answer = async (...refs: string[]) => {
      const rows = refs.map((ref) => ({ ref }) as TableRow);
      questions.shift()?.({ rows, total: rows.length, indexing: null });
      await Promise.resolve();
      await Promise.resolve();
    };
    return { pages, answer, refs: () => [0, 1, 2].map((at) => pages.at(at)?.ref) };
  }

  it("show the list before until another one has answered, however often that changes", async () => {
    const first = listed();
    assert.equal(first.pages.total, undefined);
    await first.answer("a", "b");
    const second = listed(first.pages);
    const third = listed(second.pages);
    assert.deepEqual(third.refs(), ["a", "b", undefined]);
    assert.equal(third.pages.total, 2);
    await third.answer("b");
    assert.deepEqual(third.refs(), ["b", undefined, undefined]);
    assert.equal(third.pages.total, 1);
    const fourth = listed(third.pages);
    await fourth.answer();
    assert.deepEqual(fourth.refs(), [undefined, undefined, undefined]);
    assert.equal(fourth.pages.total, 0);
  });

  it("show what comes first where nothing was ever shown, though other columns are asked for by now", async () => {
    const first = listed();
    const second = listed(first.pages);
    await first.answer("a", "b");
    assert.deepEqual(second.refs(), ["a", "b", undefined]);
    assert.equal(second.pages.total, 2);
    await second.answer("b", "a");
    assert.deepEqual(second.refs(), ["b", "a", undefined]);
    const third = listed();
    const fourth = listed(third.pages);
    await fourth.answer("d");
    await third.answer("c");
    assert.deepEqual(fourth.refs(), ["d", undefined, undefined], "late words change nothing");
  });
});
