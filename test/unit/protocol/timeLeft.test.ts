import assert from "node:assert/strict";

import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { timeLeft } from "#core/protocol/timeLeft.ts";
import { parseBar } from "#webviews/dashboard/log/progressBar.ts";
import { timeLeftText } from "#webviews/dashboard/overview/timeLeftText.ts";

const run = (config: object, status = "running") =>
  ({ status, created_at: 1000, started_at: 1000, config }) as unknown as RunDetail;
const loss = { key: "loss", first_step: 1, last_step: 500, first_at: 1100, last_at: 1599 };
const metrics = [loss as MetricInfo];
const bar = (line: string, at = 1600) => {
  const parsed = parseBar(line);
  assert.ok(parsed);
  return { ...parsed, at };
};

describe("how long a run still takes", () => {
  it("comes from a total in its config, at the pace of its steps since the first one", () => {
    const left = timeLeft(run({ trainer: { max_steps: 1500 } }), metrics, null);
    assert.deepEqual([left?.done, left?.left], [500 / 1500, 1000]);
    assert.equal(left && timeLeftText(left), "about 16m 40s left");
  });

  it("is not taken for longer where a run goes on from a checkpoint", () => {
    const resumed = { ...loss, first_step: 401, last_step: 500, first_at: 1000, last_at: 1099 };
    const left = timeLeft(run({ max_steps: 600 }), [resumed as MetricInfo], null);
    assert.equal(left?.left, 100);
  });

  it("comes from epochs reached, too", () => {
    const epoch = { key: "epoch", last: 2, last_at: 1200 } as MetricInfo;
    const left = timeLeft(run({ num_train_epochs: 3 }), [epoch], null);
    assert.deepEqual([left?.done, left?.left], [2 / 3, 100]);
  });

  it("comes from the log's progress bar where the config has none, and says of what it is", () => {
    const half = timeLeft(run({}), metrics, bar("train:  50%|##  | 5/10 [00:10<00:20,  1it/s]"));
    assert.equal(half && timeLeftText(half), "about 20 s left of train");
    const epochs = timeLeft(run({}), [], bar("Epoch 3/4:  50%|##  | 5/10 [00:1<00:20,  1it/s]"));
    assert.deepEqual([epochs?.done, epochs?.left], [2.5 / 4, 360]);
    const unknown = timeLeft(run({}), metrics, bar("x:   0%|   | 0/10 [00:00<?, ?it/s]"));
    assert.equal(unknown, null);
  });

  it("is not known without either, before the first step, or when the run is over", () => {
    assert.equal(timeLeft(run({ max_steps: -1 }), metrics, null), null);
    assert.equal(timeLeft(run({ max_steps: 100 }), [], null), null);
    const full = bar("x: 50%|##  | 5/10 [00:10<00:20,  1it/s]");
    assert.equal(timeLeft(run({ max_steps: 1500 }, "finished"), metrics, full), null);
  });
});
