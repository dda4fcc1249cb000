import assert from "node:assert/strict";

import { duration, relativeTime } from "#extension/experiments/relativeTime.ts";

/** As the editor does without a bundle. */
const say = (text: string, n: number) => text.replace("{0}", String(n));

describe("times for people", () => {
  it("say how long ago in one unit", () => {
    const now = 1_767_268_800;
    const cases: [number, string][] = [
      [-5, "now"],
      [0, "now"],
      [59, "now"],
      [60, "1 min ago"],
      [3599, "59 min ago"],
      [3600, "1 h ago"],
      [86_400 * 3, "3 d ago"],
      [86_400 * 65, "2 mo ago"],
      [86_400 * 800, "2 y ago"],
    ];
    for (const [ago, text] of cases) assert.equal(relativeTime(now - ago, now, say), text);
  });

  it("say how long in two units", () => {
    const cases: [number, string][] = [
      [-1, "0 s"],
      [0.2, "0 s"],
      [59, "59 s"],
      [60, "1 min"],
      [3661, "1 h 1 min"],
      [3601, "1 h"],
      [90_000, "1 d 1 h"],
    ];
    for (const [seconds, text] of cases) assert.equal(duration(seconds, say), text);
  });
});
