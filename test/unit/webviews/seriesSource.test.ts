import assert from "node:assert/strict";

import type { FromPage } from "#webviews/dashboard/messages.ts";
import { SeriesSource } from "#webviews/dashboard/seriesSource.ts";

import { bucketed } from "./series.ts";

const whole = { x: "step", range: null, points: 400, preview: false } as const;

describe("series source", () => {
  const setUp = () => {
    const posted: Extract<FromPage, { type: "query" }>[] = [];
    const source = new SeriesSource("r", (message) => {
      if (message.type === "query") posted.push(message);
    });
    return { source, posted };
  };

  it("asks once for all charts that want the same stretch at the same moment", async () => {
    const { source, posted } = setUp();
    const asked = [
      source.ask("a", whole),
      source.ask("b", whole),
      source.ask("c", { ...whole, range: { min: 5 } }),
    ];
    await Promise.resolve();
    assert.deepEqual(
      posted.map(({ query }) => query.series.map(({ key }) => key)),
      [["a", "b"], ["c"]],
    );
    const series = ["a", "b", "c"].map((key) => ({ ...bucketed([1]), key }));
    for (const { request } of posted)
      source.receive({ type: "series", request, series, error: null });
    assert.deepEqual(
      (await Promise.all(asked)).map(({ key }) => key),
      ["a", "b", "c"],
    );
  });

  it("fails with the host's sentence", async () => {
    const { source, posted } = setUp();
    const asked = source.ask("a", whole);
    await Promise.resolve();
    const { request } = posted[0]!;
    source.receive({ type: "series", request, series: null, error: "No such metric." });
    await assert.rejects(asked, { message: "No such metric." });
  });

  it("gives up on what a lost host was asked", async () => {
    const { source } = setUp();
    const asked = source.ask("a", whole);
    await Promise.resolve();
    source.reset();
    await assert.rejects(asked);
  });
});
