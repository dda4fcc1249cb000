import type { Problem } from "#core/protocol/run.ts";
import type { RunEvents } from "#core/store/events/runEvents.ts";
import type { EventFile } from "#core/store/files/eventFiles.ts";
import { maxMetrics, type RunSeries } from "#core/store/series/runSeries.ts";

import type { LinePosition } from "./lineChunks.ts";
import type { Stages } from "./stages.ts";

/** How far a file is indexed. Plain data: it is stored beside the series it led to. */
export interface ReadState extends LinePosition, Stages {
  /** Metrics records so far. */
  records: number;
  /** Typed events so far, as of the last commit. */
  events: number;
  /** See `RunEvents.sum`, as of the last commit. */
  eventSum: number;
  /** The time of the newest record that has one, Unix seconds. */
  lastTime: number;
  garbage: number;
  /** 1-based; 0 where there was none. */
  firstGarbage: number;
  /** Points of metrics beyond the limit of `maxMetrics`. */
  leftOut: number;
  /** `lstat` of the file when it was last read to its end; while it is the same there is nothing new. */
  stamp: string;
  /** Bytes the file had then. */
  size: number;
  /** Tells the file from others that were or will be in its place; "" before its first line. */
  generation: string;
  /** Hash of the file's head and of the bytes before `offset`: another one means another file. */
  mark: string;
}

export function startState(): ReadState {
  return {
    offset: 0,
    line: 0,
    oversized: 0,
    firstOversized: 0,
    records: 0,
    events: 0,
    eventSum: 0,
    lastTime: 0,
    garbage: 0,
    firstGarbage: 0,
    leftOut: 0,
    stage: "",
    stages: [],
    stamp: "",
    size: 0,
    generation: "",
    mark: "",
  };
}

/** One of a run's files with all that is indexed of it. */
export interface EventSource {
  readonly dir: string;
  readonly file: EventFile;
  readonly state: ReadState;
  readonly series: RunSeries;
  readonly events: RunEvents;
  /** Row in the database; undefined before the first commit. */
  id: number | undefined;
  /** Of the last commit; another process may have made one since. */
  revision: number;
  /** Something is not committed yet. */
  isDirty: boolean;
  /** It could not be read, or is no regular file. */
  isUnreadable: boolean;
}

/** About how much a commit would write. */
export function uncommittedBytes({ events, series }: EventSource): number {
  let bytes = events.pendingBytes;
  for (const column of series.columns()) bytes += column.sealedBytes;
  return bytes;
}

/** What could not be read of a file. `isOver`: the run has ended, so a last line without its end will never get one. */
export function problemsOf(source: EventSource, isOver: boolean): Problem[] {
  const { state } = source;
  const file = source.file.name;
  const problems: Problem[] = [];
  if (source.isUnreadable) {
    const message = `${file} cannot be read, or is not a regular file`;
    problems.push({ file, kind: "unreadable_file", count: 1, message });
  }
  if (state.garbage > 0) {
    problems.push({
      file,
      kind: "garbage_line",
      count: state.garbage,
      line: state.firstGarbage,
      message: `${state.garbage} of its lines are not records; they were skipped`,
    });
  }
  if (state.oversized > 0) {
    problems.push({
      file,
      kind: "oversized_line",
      count: state.oversized,
      line: state.firstOversized,
      message: `${state.oversized} of its lines are longer than 16 MiB; they were skipped`,
    });
  }
  if (state.leftOut > 0) {
    const of = `It has more than ${maxMetrics.toLocaleString("en")} metrics`;
    const message = `${of}; ${state.leftOut} points of the others are in the file, but in no chart or list`;
    problems.push({ file, kind: "too_many_metrics", count: 1, message });
  }
  if (isOver && state.size > state.offset) {
    problems.push({
      file,
      kind: "torn_line",
      count: 1,
      line: state.line + 1,
      message: "Its last line was cut short when the run ended",
    });
  }
  return problems;
}
