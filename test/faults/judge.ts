import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { RunsQuery } from "#core/protocol/run.ts";
import { Store } from "#core/store/store.ts";
import { type Row, readEvents } from "#test/support/sdk/readRun.ts";

/** The metric records of a run. Fails where a JSON file is torn, or another line than the last. */
export function judgeFiles(directory: string, why: string): Row[] {
  for (const name of readdirSync(directory).filter((file) => file.endsWith(".json"))) {
    const text = readFileSync(path.join(directory, name), "utf8");
    assert.doesNotThrow(() => JSON.parse(text), `${why}: ${name} holds ${JSON.stringify(text)}`);
  }
  const { rows, garbage, torn } = readEvents(directory);
  assert.deepEqual(garbage, torn === "" ? [] : [torn], `${why}: a line in the middle is torn`);
  return rows.filter((row) => row.type === "metrics");
}

/** The status of every run of a store as a person sees it, by its directory's name. Fails for a run that does not open. */
export async function judgeStore(root: string): Promise<Map<string, string>> {
  const store = await Store.open({ root });
  try {
    const statuses = new Map<string, string>();
    for (let cursor: string | undefined; ;) {
      const page = store.listRuns(RunsQuery.parse({ limit: 500, ...(cursor ? { cursor } : {}) }));
      for (const { id } of page.runs) {
        const { status, problems, exit_reason } = store.getRun(id);
        // What a write that was cut short leaves, told as such.
        const others = problems.filter(({ file }) => file !== "events.jsonl");
        assert.deepEqual(others, [], id);
        if (status === "failed") assert.equal(exit_reason, "process_not_found");
        statuses.set(id, status);
        await store.listMetrics(id);
      }
      cursor = page.next_cursor ?? undefined;
      if (cursor === undefined) return statuses;
    }
  } finally {
    store.dispose();
  }
}
