import type { Project, Run } from "#core/protocol/run.ts";

import type { RunIndex } from "./runIndex.ts";

type Counts = Pick<Project, "runs" | "status" | "latest_at">;

/** Projects, latest activity first; the names of one project where it is given. */
export function listExperiments(index: RunIndex, project: string | undefined): Project[] {
  const projects = new Map<string, Counts>();
  const names = new Map<string, Counts>();
  const { slots, columns } = index;
  const { own } = columns;
  for (let slot = 0; slot < slots.capacity; slot++) {
    if (slots.isUsed[slot] !== 1) continue;
    const of = own.columns.project.get(slot) as string;
    if (project !== undefined && of !== project) continue;
    const status = own.columns.status.get(slot) as Run["status"];
    const created = own.columns.created_at.get(slot) as number;
    const ended = (own.columns.ended_at.get(slot) as number | undefined) ?? 0;
    const active = Math.max(created, ended);
    count(projects, of, status, active);
    if (project !== undefined) count(names, own.columns.name.get(slot) as string, status, active);
  }
  return latestFirst(projects).map(([project_, counts]) => ({
    project: project_,
    ...counts,
    ...(project !== undefined && {
      names: latestFirst(names).map(([name, counts]) => ({ name, ...counts })),
    }),
  }));
}

function count(
  into: Map<string, Counts>,
  key: string,
  status: Run["status"],
  active: number,
): void {
  let counts = into.get(key);
  if (!counts) {
    const none = { running: 0, finished: 0, failed: 0, interrupted: 0 };
    into.set(key, (counts = { runs: 0, status: none, latest_at: 0 }));
  }
  counts.runs++;
  counts.status[status]++;
  counts.latest_at = Math.max(counts.latest_at, active);
}

function latestFirst(counts: ReadonlyMap<string, Counts>): [string, Counts][] {
  return [...counts].sort(([, a], [, b]) => b.latest_at - a.latest_at);
}
