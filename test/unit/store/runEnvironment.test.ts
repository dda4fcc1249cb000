import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import type { Run } from "#core/protocol/run.ts";
import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";
import { TempStore } from "#test/support/tempStore.ts";
import { until } from "#test/support/until.ts";

describe("what a run was begun in", () => {
  let temp: TempStore;
  beforeEach(() => (temp = new TempStore()));
  afterEach(() => temp.dispose());

  it("is in lists as soon as it is captured, which is after the run has begun", async () => {
    const directory = temp.writeRun({ meta: { python: "3.12.1" } });
    const store = await Store.open({ root: temp.root });
    try {
      const only = (): Run => {
        const [run] = store.listRuns(RunsQuery.parse({})).runs;
        assert.ok(run);
        return run;
      };
      assert.deepEqual(only().environment, { python: "3.12.1" });
      // As Runicorn 0.6 writes it.
      const environment = {
        python_version: "3.11.4",
        git_info: { branch: "main", commit: "c0ffee", has_changes: true },
        gpu_info: [{ name: "NVIDIA A100" }, null, { name: 5 }],
      };
      const file = path.join(directory, "environment.json");
      writeFileSync(file, JSON.stringify(environment));
      const expected = { branch: "main", commit: "c0ffee", dirty: true, python: "3.11.4" };
      await until(() => only().environment?.branch === "main");
      assert.deepEqual(only().environment, { ...expected, gpu: "NVIDIA A100", gpu_count: 3 });
      writeFileSync(file, "{ half");
      await until(() => only().problem_count === 1);
      assert.deepEqual(only().environment, { python: "3.12.1" });
    } finally {
      store.dispose();
    }
  });
});
