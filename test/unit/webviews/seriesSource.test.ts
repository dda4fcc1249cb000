import assert from "node:assert/strict";

import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import { SeriesSource } from "#webviews/shared/charts/data/seriesSource.ts";

import { bucketed } from "./series.ts";

const whole = { x: "step", range: null, points: 400, preview: false } as const;
const of = (key: string) => ({ run: "r", key });

describe("series source", () => {
  const setUp = (missing: "fail" | "skip" = "fail") => {
    const posted: { request: number; query: SeriesQuery }[] = [];
    const source = new SeriesSource((request, query) => posted.push({ request, query }), missing);
    return { source, posted };
  };

  it("asks once for all charts that want the same stretch at the same moment", async () => {
    const { source, posted } = setUp();
    const asked = [
      source.ask(of("a"), whole),
      source.ask(of("b"), whole),
      source.ask(of("c"), { ...whole, range: { min: 5 } }),
    ];
    await Promise.resolve();
    assert.deepEqual(
      posted.map(({ query }) => query.series.map(({ key }) => key)),
      [["a", "b"], ["c"]],
    );
    const series = ["a", "b", "c"].map((key) => ({ ...bucketed([1]), key }));
    for (const { request } of posted) source.receive({ request, series, error: null });
    assert.deepEqual(
      (await Promise.all(asked)).map(({ key }) => key),
      ["a", "b", "c"],
    );
  });

  it("tells the series of several runs apart", async () => {
    const { source, posted } = setUp();
    const asked = ["r1", "r2"].map((run) => source.ask({ run, key: "a" }, whole));
    await Promise.resolve();
    const series = ["r2", "r1"].map((run) => ({ ...bucketed([1]), run, key: "a" }));
    source.receive({ request: posted[0]!.request, series, error: null });
    assert.deepEqual(
      (await Promise.all(asked)).map(({ run }) => run),
      ["r1", "r2"],
    );
  });

  it("asks for a sample, and for all of it in a message of its own", async () => {
    const { source, posted } = setUp();
    const sample = source.ask(of("a"), { ...whole, preview: true });
    await Promise.resolve();
    const exact = source.ask(of("a"), whole);
    await Promise.resolve();
    assert.deepEqual(
      posted.map(({ query }) => query.preview),
      [true, undefined],
    );
    const series = { ...bucketed([1]), key: "a" };
    const [first, second] = posted;
    // The whole takes longer, and may be overtaken by nothing: each answer goes to who asked for it.
    source.receive({ request: second!.request, series: [series], error: null });
    source.receive({
      request: first!.request,
      series: [{ ...series, preview: true }],
      error: null,
    });
    assert.deepEqual([(await sample).preview, (await exact).preview], [true, undefined]);
  });

  it("never asks for more buckets at once than a viewer gives", async () => {
    const { source, posted } = setUp();
    for (let i = 0; i < 50; i++) void source.ask(of(`k${i}`), { ...whole, points: 20_000 });
    await Promise.resolve();
    const asked = posted.map(({ query }) => query.series.length);
    assert.ok(Math.max(...asked) * 20_000 <= 400_000, asked.join());
    assert.equal(
      asked.reduce((a, b) => a + b, 0),
      50,
    );
  });

  it("fails with the host's sentence", async () => {
    const { source, posted } = setUp();
    const asked = source.ask(of("a"), whole);
    await Promise.resolve();
    const { request } = posted[0]!;
    source.receive({ request, series: null, error: "No such metric." });
    await assert.rejects(asked, { message: "No such metric." });
  });

  it("fails for one metric alone where the others are to be had", async () => {
    const { source, posted } = setUp("skip");
    const asked = [source.ask(of("a"), whole), source.ask(of("b"), whole)];
    await Promise.resolve();
    const { request, query } = posted[0]!;
    assert.equal(query.missing, "skip");
    source.receive({ request, series: [{ ...bucketed([1]), key: "b" }], error: null });
    const [a, b] = await Promise.allSettled(asked);
    assert.deepEqual([a?.status, b?.status], ["rejected", "fulfilled"]);
  });

  it("says that no run has the metric on the x axis beside the one asked for", async () => {
    const { source, posted } = setUp("skip");
    const asked = source.ask(of("a"), { ...whole, x: "epoch" });
    await Promise.resolve();
    source.receive({ request: posted[0]!.request, series: [], error: null });
    await assert.rejects(asked, /No run has epoch together with this metric\./u);
  });

  it("gives up on what a lost host was asked", async () => {
    const { source } = setUp();
    const asked = source.ask(of("a"), whole);
    await Promise.resolve();
    source.reset();
    await assert.rejects(asked);
  });
});
