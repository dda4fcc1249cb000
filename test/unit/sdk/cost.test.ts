import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import * as rn from "../../../sdk/typescript/src/index.ts";

// Three times what the bench prints and the bars ask for: a machine under test is busy with other things.
const slack = 3;

describe("The TypeScript SDK costs a training", function () {
  this.timeout(30_000);
  this.retries(3);
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-cost-"));
  const empty = (_data: unknown, _options?: unknown) => undefined;
  const numbers = (i: number) => ({ loss: 1 / (i + 1), acc: i / 1000, lr: 0.001 * i, norm: i });

  before(() => {
    process.env["RUNICORN_NO_REGISTER"] = "1";
  });
  after(() => {
    delete process.env["RUNICORN_NO_REGISTER"];
    rmSync(folder, { recursive: true, force: true });
  });

  /** Nanoseconds of CPU per call, the best of several rounds. */
  function costOf(calls: number, call: (i: number) => void): number {
    const rounds = Array.from({ length: 7 }, () => {
      const before = process.threadCpuUsage();
      for (let i = 0; i < calls; i++) call(i);
      const { user, system } = process.threadCpuUsage(before);
      return ((user + system) * 1000) / calls;
    });
    return Math.min(...rounds);
  }

  it("4 µs for a log() of four numbers", () => {
    const run = rn.init({ storage: folder });
    const cost = costOf(10_000, (i) => run.log(numbers(i)));
    run.finish();
    assert.ok(cost < 4000 * slack, `${cost} ns`);
  });

  it("15 ms for init, 10 ms for finish once all is captured", async () => {
    const cost = { init: Infinity, finish: Infinity };
    for (let i = 0; i < 5; i++) {
      let run: rn.Run | undefined;
      cost.init = Math.min(
        cost.init,
        costOnce(() => (run = rn.init({ storage: folder }))),
      );
      await new Promise((captured) => {
        run?.onEnvironment(captured);
        setTimeout(captured, 3000).unref();
      });
      cost.finish = Math.min(
        cost.finish,
        costOnce(() => run?.finish()),
      );
    }
    assert.ok(cost.init < 15 * slack && cost.finish < 10 * slack, JSON.stringify(cost));
  });

  it("what an empty function does when it is switched off", () => {
    rn.setEnabled(false);
    try {
      const run = rn.init({ storage: folder });
      const calls = 2_000_000;
      const nothing = costOf(calls, (i) => empty(numbers(i), undefined));
      const method = costOf(calls, (i) => run.log(numbers(i), undefined));
      const module = costOf(calls, (i) => rn.log(numbers(i), undefined));
      run.finish();
      const most = 2 * slack * Math.max(nothing, 1);
      assert.ok(method < most && module < most, `${nothing}, ${method}, ${module} ns`);
    } finally {
      rn.resetEnabled();
    }
  });

  function costOnce(action: () => void): number {
    const begun = performance.now();
    action();
    return performance.now() - begun;
  }
});
