import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { TempStore } from "#test/support/tempStore.ts";

import { png } from "../browser/richRun.ts";

export const gridIds = ["20260101_100001_eeeeee", "20260101_100002_ffffff"];
export const perStep = 16;
export const remarks = 5000;
const histograms = 6000;

/** Two runs that go on, `grid 0` and `grid 1`, with many pictures of one step and many steps. Returns their directories. */
export function writeGridRuns(store: TempStore): string[] {
  return gridIds.map((id, i) => {
    const directory = store.writeRun({
      id,
      project: "vision",
      name: "digits",
      meta: { alias: `grid ${i}` },
      status: { status: "running" },
      points: [{ loss: 1 }],
    });
    writeMedia(directory, 60 + i * 120);
    return directory;
  });
}

/** Sixteen pictures at each step, and more of other things than a page holds. */
function writeMedia(directory: string, colour: number): void {
  mkdirSync(path.join(directory, "media"), { recursive: true });
  const lines: string[] = [];
  const log = (type: string, step: number, data: object) =>
    lines.push(`${JSON.stringify({ ts: 1_767_268_800 + step, type, data: { step, ...data } })}\n`);
  for (const step of [10, 20]) {
    for (let n = 0; n < perStep; n++) {
      const file = `media/grid_${step}_${n}.png`;
      writeFileSync(path.join(directory, file), png(64, [colour, n * 15, step * 10]));
      log("image", step, { key: "samples", path: file, caption: `digit ${n}` });
    }
  }
  for (let step = 1; step <= remarks; step++)
    log("text", step, { key: "remark", text: `#${step}` });
  for (let step = 1; step <= histograms; step++) {
    log("histogram", step, { key: "weights", counts: [1, step, 1], edges: [0, 1, 2, 3] });
  }
  for (let n = 0; n < 101; n++) log("histogram", 1, { key: `w${n}`, counts: [1], edges: [0, 1] });
  appendFileSync(path.join(directory, "events.jsonl"), lines.join(""));
}
