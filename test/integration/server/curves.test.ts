import assert from "node:assert/strict";

import { type Client, createClient } from "#core/client/client.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { GroupsAnswer, SeriesAnswer } from "#core/protocol/metric.ts";
import { fetchTransport } from "#test/support/fetchTransport.ts";
import { startViewer, type Viewer } from "#test/support/startViewer.ts";

/** Four seeds of two learning rates; the third lacks the accuracy, the last was tagged twice. */
const runs = ["a", "b", "c", "d"].map((letter, seed) => ({
  id: `20260101_12000${seed}_aaaaa${letter}`,
  config: { lr: seed < 2 ? 0.1 : 0.2, optimizer: { name: "sgd" } },
  meta: { tags: seed === 3 ? ["x", "y"] : seed === 0 ? ["x"] : [] },
  points: Array.from({ length: 50 }, (_, i) => ({
    loss: (seed + 1) / (i + 1),
    tokens: i * 512,
    ...(seed !== 2 && { acc: i === 7 ? Number.NaN : i / 50 }),
  })),
}));
const refs = (key: string) => runs.map(({ id }) => ({ run: id, key }));

describe("curves over HTTP", () => {
  let viewer: Viewer;
  let client: Client;

  before(async () => {
    viewer = await startViewer({
      prepare: (files) => runs.forEach((run) => files.writeRun(run)),
    });
    client = createClient(fetchTransport(viewer));
  });
  after(() => viewer.dispose());

  const refusal = async (query: object): Promise<RunicornError> => {
    try {
      await client.querySeries({ series: refs("loss"), ...query });
    } catch (error) {
      assert.ok(error instanceof RunicornError);
      return error;
    }
    return assert.fail("it was answered");
  };

  it("group runs by a hyper-parameter, with a centre and a band", async () => {
    const group = { by: "config.lr", center: "mean", band: "minmax" } as const;
    const groups = await client.queryGroups({ series: refs("loss"), group });
    assert.deepEqual(
      groups.map(({ key, values, metric, runs }) => [key, values, metric, runs.length]),
      [
        ["0.1", [0.1], "loss", 2],
        ["0.2", [0.2], "loss", 2],
      ],
    );
    const [low] = groups;
    assert.deepEqual(
      [...(low?.x ?? [])],
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    assert.deepEqual([low?.center[0], low?.lower[0], low?.upper[0], low?.n[0]], [1.5, 1, 2, 2]);
  });

  it("group them by tags, several fields, over another metric; the JSON form says the same", async () => {
    const by = ["tag", "config.optimizer.name"];
    const group = { by, center: "median", band: "ci95" } as const;
    const query = { series: refs("acc"), x: "tokens", group, missing: "skip" as const };
    const groups = await client.queryGroups(query);
    assert.deepEqual(
      groups.map(({ key, runs }) => [key, runs.length]),
      [
        ["x, sgd", 2],
        [", sgd", 1],
        ["y, sgd", 1],
      ],
    );
    assert.equal(groups[0]?.x[1], 512);
    assert.deepEqual([groups[0].n[7], groups[0].center[7]], [0, Number.NaN]);
    const answer = await viewer.post("/api/v2/metrics/query", query);
    const spelled = GroupsAnswer.parse(await answer.json());
    assert.deepEqual(
      spelled.groups.map(({ center }) => center.map(Number)),
      groups.map(({ center }) => [...center]),
    );
  });

  it("group more points than wanted in cells that all share, every extreme in the band", async () => {
    const group = { by: "project", center: "mean", band: "minmax" } as const;
    const series = refs("loss");
    const [one] = await client.queryGroups({
      series,
      group,
      points: 10,
      smoothing: { kind: "mean", scale: 5 },
    });
    assert.ok(one && one.x.length <= 11 && one.x.length >= 5);
    assert.equal(Math.max(...one.upper), 4);
    assert.equal(Math.min(...one.lower), 1 / 50);
    assert.equal(one.smoothed?.length, one.x.length);
    assert.ok(one.n.every((n) => n === 4));
  });

  it("come smoothed, as chosen points, or in cells, in both forms alike", async () => {
    for (const how of [
      { smoothing: { kind: "ema", weight: 0.9 } },
      { sampling: "lttb", points: 5 },
      { cell: 8, x: "relative" },
    ] as const) {
      const query = { series: refs("loss"), ...how };
      const binary = await client.querySeries(query);
      const answer = await viewer.post("/api/v2/metrics/query", query);
      const { series } = SeriesAnswer.parse(await answer.json());
      assert.deepEqual(
        series.map(({ mean, smoothed, x_last }) => [mean, smoothed, x_last]),
        binary.map(({ mean, smoothed, x_last }) => [
          [...mean],
          smoothed && [...smoothed],
          [...x_last],
        ]),
      );
    }
  });

  it("are refused with a sentence where something is missing or too much", async () => {
    const noX = await refusal({ x: "epoch" });
    assert.equal(noX.code, "metric_not_found");
    assert.match(noX.message, /no metric named epoch .* choose another x axis/);
    assert.deepEqual(noX.details, { run: runs[0]?.id, key: "epoch" });
    assert.equal((await refusal({ series: refs("acc") })).code, "metric_not_found");
    assert.equal((await refusal({ series: [{ run: "none", key: "loss" }] })).code, "run_not_found");
    const cells = await refusal({ cell: 1e-9 });
    assert.match(cells.message, /ask for wider ones or a shorter range/);
    for (const bad of [
      { group: { by: "metrics.loss.min" } },
      { smoothing: { kind: "ema", weight: 1 } },
      { points: 500, series: Array.from({ length: 1000 }, () => refs("loss")[0]) },
      { sampling: "lttb", cell: 3 },
    ]) {
      assert.equal((await refusal(bad)).code, "invalid_request");
    }
  });

  it("leave out what is missing where that is asked for", async () => {
    const series = [...refs("acc"), { run: "none", key: "loss" }];
    const answers = await client.querySeries({ series, missing: "skip" });
    assert.deepEqual(
      answers.map(({ run }) => run),
      [0, 1, 3].map((i) => runs[i]?.id),
    );
    assert.deepEqual(await client.querySeries({ series, x: "epoch", missing: "skip" }), []);
  });
});
