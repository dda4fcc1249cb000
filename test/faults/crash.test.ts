import assert from "node:assert/strict";
import path from "node:path";

import { playTraining } from "#test/support/sdk/playTraining.ts";
import { readEvents } from "#test/support/sdk/readRun.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { TempStore } from "#test/support/tempStore.ts";

import { judgeFiles, judgeStore } from "./judge.ts";
import { note } from "./results.ts";
import { forEach, isFull, randoms, sample, seed } from "./scale.ts";

const modes = [{}, { deferred: true }, { durable: true }];
/** What changes a file; the others only look. */
const points = ["mkdir", "open", "write", "rename", "link", "unlink", "sync"];

interface Crash {
  readonly init: (typeof modes)[number];
  readonly kind: string;
  readonly at: number;
  readonly kill: "before" | "half" | "after";
}

describe("A training that dies around any call that changes a file", function () {
  this.timeout(isFull ? 1_200_000 : 60_000);

  for (const sdk of sdks) {
    it(`loses nothing it was told was written, and leaves whole files (${sdk.name}, seed ${seed})`, async () => {
      const store = new TempStore();
      after(() => store.dispose());
      const crashes: Crash[] = [];
      for (const init of modes) {
        const { calls, code, complaints } = await playTraining(sdk, store.root, { init });
        assert.equal(code, 0, complaints);
        for (const [index, kind] of calls.entries()) {
          const kills =
            kind === "write"
              ? (["before", "half", "after"] as const)
              : (["before", "after"] as const);
          if (!points.includes(kind)) continue;
          for (const kill of kills) crashes.push({ init, kind, at: index + 1, kill });
        }
      }
      const tried = sample(crashes, 30, randoms(seed));
      const died = new Set<string>();
      let acknowledged = 0;
      await forEach(tried, async ({ init, kind, at, kill }, index) => {
        const why = `${JSON.stringify(init)}, ${kill} call ${at}, ${kind}`;
        const played = await playTraining(sdk, store.root, { init, fault: { at, kill } });
        assert.equal(played.signal, "SIGKILL", `${why}: ${played.complaints}`);
        const { directory, logged, flushed } = played;
        if (typeof directory !== "string") return;
        const rows = judgeFiles(directory, why);
        const promised = "deferred" in init ? flushed : logged;
        acknowledged += promised;
        assert.ok(rows.length >= promised, `${why}: ${rows.length} of ${promised} records`);
        assert.deepEqual(
          rows.map((row) => row.data.global_step),
          rows.map((_, i) => i + 1),
          why,
        );
        const id = path.basename(directory);
        if (!played.finished) died.add(id);
        if (index % 10 === 0) {
          await goOn(id, rows.length, why);
          died.delete(id);
        }
      });
      const statuses = await judgeStore(store.root);
      for (const id of died) {
        // The last few calls come after the end is written down.
        assert.ok(
          ["failed", "finished"].includes(statuses.get(id) ?? ""),
          `${id}: ${statuses.get(id)}`,
        );
      }
      assert.ok(![...statuses.values()].includes("running"));
      note({
        fault: "death before, within and after every write, rename, fsync, link, mkdir, unlink",
        sdk: sdk.name,
        tried: tried.length,
        found: `0 of ${acknowledged} acknowledged records lost, 0 torn JSON files; ${hits(tried)}`,
      });

      /** What a crash left can be gone on with. */
      async function goOn(run_id: string, before: number, why: string): Promise<void> {
        const snake = { run_id, resume: true };
        const init = sdk.name === "python" ? snake : { runId: run_id, resume: true };
        const { directory, code, complaints } = await playTraining(sdk, store.root, { init });
        assert.equal(code, 0, complaints);
        assert.equal(path.basename(directory ?? ""), run_id, why);
        const { rows, garbage } = readEvents(directory ?? "");
        const steps = rows
          .filter((row) => row.type === "metrics")
          .map((row) => row.data.global_step);
        assert.ok(garbage.length <= 1, why);
        assert.deepEqual(
          steps,
          Array.from({ length: before + 8 }, (_, i) => i + 1),
          why,
        );
      }
    });
  }
});

function hits(tried: readonly Crash[]): string {
  const counts = new Map<string, number>();
  for (const { kind, kill } of tried) {
    const point = `${kill} ${kind}`;
    counts.set(point, (counts.get(point) ?? 0) + 1);
  }
  return [...counts]
    .map(([point, count]) => `${point} ${count}×`)
    .sort()
    .join(", ");
}
