import type { RunDetail } from "#core/protocol/run.ts";
import { type FlatValue, flatten } from "#webviews/shared/flatten.ts";
import { formatDateTime } from "#webviews/shared/format.ts";

import { ValueTable } from "./valueTable.ts";

/** What a run says of itself at its end, and where it ran. */
export class SummaryTable {
  readonly #summary = new ValueTable("Summary", "This run has no summary yet.");
  readonly #run = new ValueTable("Run", "");
  readonly roots = [this.#summary.root, this.#run.root];

  update(run: RunDetail): void {
    this.#summary.update(run.summary, flatten);
    this.#run.update(facts(run), (rows) => rows);
  }
}

function facts(run: RunDetail): FlatValue[] {
  const time = (at: number | null): string | null => (at === null ? null : formatDateTime(at));
  const all: [path: string, value: string | null][] = [
    ["id", run.run_id],
    ["notes", run.notes],
    ["created", time(run.created_at)],
    ["started", time(run.started_at)],
    ["ended", time(run.ended_at)],
    ["host", run.hostname],
    ["process", run.pid === null ? null : String(run.pid)],
    ["platform", run.platform],
    ["python", run.python],
    ["directory", run.dir],
  ];
  return all.flatMap(([path, value]) => (value === null || value === "" ? [] : [{ path, value }]));
}
