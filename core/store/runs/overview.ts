import type { Overview, OverviewQuery } from "#core/protocol/overview.ts";
import type { SqlRow } from "#core/store/index/db.ts";

import type { RunIndex } from "./runIndex.ts";
import { listExperiments } from "./runList.ts";

const maxProjects = 100;
const statuses = ["running", "finished", "failed", "interrupted"] as const;

/** Counts and trends over all runs. Days are those of this machine's time zone; `now` is Unix seconds. */
export function overviewOf(index: RunIndex, { days }: OverviewQuery, now: number): Overview {
  const projects = listExperiments(index, undefined);
  const runs = noRuns();
  for (const { status } of projects) {
    for (const name of statuses) {
      runs[name] += status[name];
      runs.total += status[name];
    }
  }
  const sums = index.db
    .prepare(
      `SELECT count(*) AS ended, sum(max(0, ended - created)) AS seconds,
         (SELECT count(*) FROM (SELECT DISTINCT project, name FROM run)) AS names
       FROM run WHERE ended IS NOT NULL`,
    )
    .get();
  const ended = Number(sums?.["ended"] ?? 0);
  const seconds = Number(sums?.["seconds"] ?? 0);
  const over = runs.finished + runs.failed + runs.interrupted;
  return {
    runs,
    projects: projects.length,
    names: Number(sums?.["names"] ?? 0),
    success_rate: over > 0 ? runs.finished / over : null,
    mean_duration: ended > 0 ? seconds / ended : null,
    total_duration: seconds,
    days: daysOf(index, daysBefore(now, days)),
    latest_projects: projects.slice(0, maxProjects).map(({ project, runs, status, latest_at }) => ({
      project,
      runs,
      running: status.running,
      latest_at,
    })),
  };
}

function daysOf(index: RunIndex, days: readonly Date[]): Overview["days"] {
  const [first] = days;
  const found = new Map(days.map((day) => [nameOf(day), noRuns()]));
  const rows: SqlRow[] = index.db
    .prepare(
      `SELECT date(created, 'unixepoch', 'localtime') AS day, status, count(*) AS n FROM run
       WHERE created >= ? GROUP BY 1, 2`,
    )
    .all((first?.getTime() ?? 0) / 1000);
  for (const { day, status, n } of rows) {
    const counts = found.get(String(day));
    const name = statuses.find((known) => known === status);
    if (!counts || !name) continue;
    counts[name] += Number(n);
    counts.total += Number(n);
  }
  return Array.from(found, ([day, counts]) => ({ day, ...counts }));
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
