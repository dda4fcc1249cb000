import assert from "node:assert/strict";

import { relativeTime } from "#extension/experiments/relativeTime.ts";
import { hereAt, timeAt } from "#extension/sources/sourceClock.ts";

const say = (text: string, n: number) => text.replace("{0}", String(n));

describe("times of runs on another machine", () => {
  const machine = (clockOffsetMs: number | undefined) => ({ remote: { clockOffsetMs } as never });

  it("are told by its clock, which may be minutes off", () => {
    const now = 1_000_000;
    const ahead = machine(300_000);
    assert.equal(relativeTime(now + 300 - 120, timeAt(ahead, now), say), "2 min ago");
    assert.equal(hereAt(ahead, now + 300), now);
    const behind = machine(-300_000);
    assert.equal(relativeTime(now - 300 - 120, timeAt(behind, now), say), "2 min ago");
  });

  it("are told by ours while nothing is known of its clock, and for stores here", () => {
    assert.equal(timeAt(machine(undefined), 7), 7);
    assert.equal(timeAt({ remote: undefined }, 7), 7);
  });
});
