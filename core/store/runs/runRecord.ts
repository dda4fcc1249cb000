import type { MetaFile } from "#core/protocol/format.ts";
import { RunStatus } from "#core/protocol/format.ts";
import type { KeyMetric, Problem, Run } from "#core/protocol/run.ts";
import { boundDepth, flatten } from "#core/store/files/boundedJson.ts";
import type { RunFiles, RunStamp } from "#core/store/files/runFiles.ts";
import { type Host, isAlive } from "#core/store/follow/liveness.ts";
import type { RunPlace } from "#core/store/follow/runDirectories.ts";
import { runIdOf } from "#core/store/follow/runIds.ts";

import { bestMetric, lastMetric, primaryMetric } from "./keyMetric.ts";
import type { SeriesStats } from "./metricCells.ts";
import type { MetricMode, MetricModes } from "./metricModes.ts";
import { runEnvironment } from "./runEnvironment.ts";

/** What the index of a run's events tells about the run; `revision` is that of the series index it comes from. */
export interface EventsSummary {
  readonly revision: number;
  readonly metrics: Readonly<Record<string, SeriesStats>>;
  readonly modes: MetricModes;
  readonly problems: readonly Problem[];
}

export const noEvents: EventsSummary = { revision: 0, metrics: {}, modes: {}, problems: [] };

/** What only the answer for a single run needs. */
export interface RunExtra {
  /** Hyper-parameters by dotted path. */
  readonly config: Record<string, unknown>;
  readonly summary: Record<string, unknown>;
  readonly python: string | null;
  readonly platform: string | null;
  readonly problems: readonly Problem[];
  readonly best: KeyMetric | null;
  /** The metric the run is judged by, where it says which of its values is best. */
  readonly primary: { readonly key: string; readonly mode: MetricMode } | null;
}

/** What follows from a run's small files, and the few fields that follow from its events. */
export interface RunRecord {
  readonly run: Run;
  readonly extra: RunExtra;
}

export interface RunSources {
  readonly id: string;
  readonly place: RunPlace;
  readonly files: RunFiles;
  readonly stamp: RunStamp;
  readonly events: EventsSummary;
}

/** Puts a run together from its files. `now` is Unix seconds. */
export function buildRecord(sources: RunSources, host: Host, now: number): RunRecord {
  const { id, place, files, stamp, events } = sources;
  const { meta, status } = files;
  const life = lifeOf(files, stamp, host, now);
  const extra: RunExtra = {
    config: flatten(files.assets?.config?.args ?? {}),
    summary: { ...(boundDepth(files.summary ?? {}) as object) },
    python: meta?.python ?? null,
    platform: meta?.platform ?? null,
    problems: files.problems,
    best: bestMetric(files.summary),
    primary: primaryMetric(files.summary),
  };
  const run: Run = {
    id,
    run_id: runIdOf(place.dir),
    ...projectAndName(place, meta),
    display_name: meta?.display_name ?? null,
    alias: meta?.alias ?? null,
    notes: meta?.notes ?? null,
    tags: meta?.tags ?? [],
    pinned: meta?.pinned ?? false,
    archived: meta?.archived ?? false,
    ...life,
    created_at: createdAt(files, place) ?? stamp.lastWrite,
    started_at: status?.started_at ?? null,
    hostname: meta?.hostname ?? files.writer?.host ?? null,
    pid: files.writer?.pid ?? meta?.pid ?? null,
    layout: place.layout,
    dir: place.dir,
    environment: runEnvironment(files),
    ...eventFields(extra, events),
  };
  return { run, extra };
}

/** When the run was made, as far as it says so; Unix seconds. */
export function createdAt({ meta, status }: RunFiles, { dir }: RunPlace): number | undefined {
  return meta?.created_at ?? status?.started_at ?? timeOfRunId(runIdOf(dir));
}

/** The fields of a run that follow from its events. */
export function eventFields(
  extra: Pick<RunExtra, "problems" | "best">,
  events: EventsSummary,
): Pick<Run, "key_metric" | "metric_count" | "problem_count"> {
  const problems = [...extra.problems, ...events.problems];
  return {
    key_metric: extra.best ?? lastMetric(events.metrics),
    metric_count: Object.keys(events.metrics).length,
    problem_count: problems.reduce((sum, problem) => sum + problem.count, 0),
  };
}

type Life = Pick<Run, "status" | "exit_reason" | "ended_at">;

/** The status as written, unless it says "running" and nobody runs it any more. */
export function lifeOf(files: RunFiles, stamp: RunStamp, host: Host, now: number): Life {
  const { status, meta } = files;
  const written = status === undefined ? "running" : normalStatus(status.status);
  const reason = status?.exit_reason ?? null;
  if (written !== "running") {
    return { status: written, exit_reason: reason, ended_at: status?.ended_at ?? null };
  }
  const lastSign = Math.max(
    status?.heartbeat_at ?? 0,
    status?.started_at ?? 0,
    meta?.created_at ?? 0,
    stamp.lastWrite,
  );
  if (isAlive(files, host, lastSign, now)) {
    return { status: "running", exit_reason: null, ended_at: null };
  }
  return { status: "failed", exit_reason: reason ?? "process_not_found", ended_at: lastSign };
}

/** Spellings of other versions; what nobody knows reads as finished, as it does there. */
function normalStatus(written: string | null | undefined): RunStatus {
  const word = written?.trim().toLowerCase() ?? "running";
  const known = RunStatus.safeParse(word);
  if (known.success) return known.data;
  if (["error", "crashed"].includes(word)) return "failed";
  if (["killed", "cancelled", "canceled", "aborted"].includes(word)) return "interrupted";
  return "finished";
}

/** The place decides; only a run of the flat layout has to say itself what it belongs to. */
export function projectAndName(
  place: RunPlace,
  meta: MetaFile | undefined,
): Pick<Run, "project" | "name"> {
  if (place.layout !== "flat") return { project: place.project, name: place.name };
  return { project: meta?.project || "default", name: meta?.name ?? "" };
}

/** Run ids begin with the local time they were made at. */
function timeOfRunId(runId: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)_/.exec(runId);
  if (!match) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = match.slice(1).map(Number);
  return new Date(year, month - 1, day, hour, minute, second).getTime() / 1000;
}
