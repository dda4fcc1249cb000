import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";

import { until } from "#test/support/until.ts";
import { Refresher } from "#webviews/shared/refresher.ts";

describe("refresher", () => {
  it("runs at once, then at most once per interval, and once more for what came meanwhile", async () => {
    const starts: number[] = [];
    const refresher = new Refresher(() => void starts.push(performance.now()), 60);
    refresher.trigger();
    assert.equal(starts.length, 1);
    for (let i = 0; i < 10; i++) refresher.trigger();
    await until(() => starts.length === 2);
    assert.ok(starts[1]! - starts[0]! >= 55);
    refresher.dispose();
  });

  it("keeps step with what comes once per interval, though one of them was late", async () => {
    mock.timers.enable({ apis: ["Date", "setTimeout"], now: 0 });
    try {
      const starts: number[] = [];
      const refresher = new Refresher(() => void starts.push(Date.now()), 100);
      for (const at of [0, 100, 240, 300, 400, 1000, 1010, 1020]) {
        mock.timers.tick(at - Date.now());
        refresher.trigger();
        await setImmediate();
      }
      mock.timers.tick(80);
      assert.deepEqual(starts, [0, 100, 240, 300, 400, 1000, 1100]);
      refresher.dispose();
    } finally {
      mock.timers.reset();
    }
  });

  it("never runs twice at a time, and does not lose a trigger during a run", async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const refresher = new Refresher(async () => {
      most = Math.max(most, ++running);
      runs += 1;
      await sleep(10);
      running -= 1;
    }, 0);
    refresher.trigger();
    refresher.trigger();
    refresher.trigger();
    await until(() => runs === 2 && running === 0);
    assert.equal(most, 1);
    refresher.dispose();
  });

  it("flushes without waiting for the interval, and is quiet once disposed", () => {
    let runs = 0;
    const refresher = new Refresher(() => void (runs += 1), 10_000);
    refresher.dispose();
    refresher.flush();
    refresher.trigger();
    assert.equal(runs, 0);
  });
});
