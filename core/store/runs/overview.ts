import type { RunStatus } from "#core/protocol/format.ts";
import type { Overview, OverviewQuery } from "#core/protocol/overview.ts";

import { listExperiments } from "./experiments.ts";
import type { RunIndex } from "./runIndex.ts";

const maxProjects = 100;

/** Counts and trends over all runs. Days are those of this machine's time zone; `now` is Unix seconds. */
export function overviewOf(index: RunIndex, { days }: OverviewQuery, now: number): Overview {
  const { slots, columns } = index;
  const { project, name, created_at: createdAt, ended_at: endedAt } = columns.own.columns;
  const runs = noRuns();
  const found = new Map(daysBefore(now, days).map((day) => [nameOf(day), noRuns()]));
  const first = daysBefore(now, days)[0]?.getTime() ?? 0;
  const names = new Set<string>();
  let [ended, seconds] = [0, 0];
  for (const slot of slots.byDir) {
    const status = columns.own.columns.status.get(slot) as RunStatus;
    const created = createdAt.get(slot) as number;
    const end = endedAt.get(slot) as number | undefined;
    count(runs, status);
    names.add(`${String(project.get(slot))}/${String(name.get(slot))}`);
    if (end !== undefined) {
      ended++;
      seconds += Math.max(0, end - created);
    }
    const day = created * 1000 >= first ? found.get(nameOf(new Date(created * 1000))) : undefined;
    if (day) count(day, status);
  }
  const over = runs.finished + runs.failed + runs.interrupted;
  const projects = listExperiments(index, undefined);
  return {
    runs,
    projects: projects.length,
    names: names.size,
    success_rate: over > 0 ? runs.finished / over : null,
    mean_duration: ended > 0 ? seconds / ended : null,
    total_duration: seconds,
    days: Array.from(found, ([day, counts]) => ({ day, ...counts })),
    latest_projects: projects.slice(0, maxProjects).map(({ project, runs, status, latest_at }) => ({
      project,
      runs,
      running: status.running,
      latest_at,
    })),
  };
}

function count(counts: Overview["runs"], status: RunStatus): void {
  counts[status]++;
  counts.total++;
}

/** The beginnings of so many days, today's last. */
function daysBefore(now: number, count: number): Date[] {
  const today = new Date(now * 1000);
  return Array.from(
    { length: count },
    (_, i) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - (count - 1 - i)),
  );
}

function nameOf(day: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function noRuns(): Overview["runs"] {
  return { total: 0, running: 0, finished: 0, failed: 0, interrupted: 0 };
}
