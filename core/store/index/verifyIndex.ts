import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import type { EventsQuery } from "#core/protocol/event.ts";
import { stampEventFiles } from "#core/store/files/eventFiles.ts";
import { readRunFiles, stampRun } from "#core/store/files/runFiles.ts";
import { indexStamp } from "#core/store/follow/catalogRows.ts";
import { thisHost } from "#core/store/follow/liveness.ts";
import type { RunPlace } from "#core/store/follow/runDirectories.ts";
import { type EventSource, uncommittedBytes } from "#core/store/ingest/eventSource.ts";
import { ingest } from "#core/store/ingest/ingest.ts";
import { LineScanner } from "#core/store/ingest/lineScanner.ts";
import { ReadRun } from "#core/store/ingest/readRun.ts";
import { atOnce } from "#core/store/runs/inSlices.ts";
import type { IndexedRun } from "#core/store/runs/runIndex.ts";
import { buildRecord } from "#core/store/runs/runRecord.ts";
import type { MetricSeries } from "#core/store/series/runSeries.ts";
import { SeriesIndex } from "#core/store/series/seriesIndex.ts";
import { inTurns } from "#core/store/series/steps.ts";

import { columnDigest } from "./columnDigest.ts";
import { DamagedIndexError } from "./damagedIndexError.ts";
import { isDamage } from "./db.ts";
import type { Indexes } from "./indexes.ts";

/** `behind`: the files have changed since they were indexed. `what` is not the same. */
type Finding =
  | { readonly verdict: "same" | "behind" }
  | { readonly verdict: "different"; readonly what: string };

/** What a comparison of a run's index with its files found. */
export type RunVerdict = Finding & { readonly dir: string };

const same: Finding = { verdict: "same" };
const behind: Finding = { verdict: "behind" };
const different = (what: string): Finding => ({ verdict: "different", what });

const commitBytes = 16 << 20;
const sliceBytes = 128 << 10;
const eventsAtOnce = 1000;

/**
 * Reads every run's files anew and compares all the index holds of it, point by point. The index is not changed; the second
 * reading goes to a folder of its own in the temp directory.
 */
export async function* verifyIndex(
  root: string,
  { runs, series }: Indexes,
  places: Iterable<readonly [RunPlace, id: string]>,
): AsyncGenerator<RunVerdict> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "runicorn-verify-"));
  const fresh = new SeriesIndex(folder);
  const rows = runs.dirs();
  const sources = new Set(atOnce(series.sources()).keys());
  try {
    for (const [place, id] of places) {
      const { dir } = place;
      rows.delete(dir);
      sources.delete(dir);
      yield await reading(dir, async () => {
        const row = runs.get(dir);
        const ofRow = compareRow(root, place, id, row);
        if (row === undefined || ofRow.verdict !== "same") return ofRow;
        const stored = series.loadRun(dir);
        const again = await readAnew(root, dir, fresh);
        let found = compareRuns(stored, again);
        await inTurns(series.checkEvents(stored));
        if (found.verdict === "same") found = compareEvents(series, stored, fresh, again);
        fresh.remove(dir);
        if (found.verdict !== "same" || row.events.revision !== stored.revision) return found;
        const isRight = isEqual(row.events.metrics, again.metricStats());
        return isRight ? same : different("statistics of its metrics");
      });
    }
    for (const dir of new Set([...rows, ...sources])) {
      if (existsSync(path.join(root, dir))) continue;
      yield { dir, verdict: "different", what: "there is no such run" };
    }
  } finally {
    fresh.file.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reading(dir: string, compare: () => Promise<Finding>): Promise<RunVerdict> {
  try {
    return { dir, ...(await compare()) };
  } catch (error) {
    if (!(error instanceof DamagedIndexError) && !isDamage(error)) throw error;
    return { dir, verdict: "different", what: "it is damaged" };
  }
}

function compareRow(root: string, place: RunPlace, id: string, row?: IndexedRun): Finding {
  if (!row) return different("it is not in the list of runs");
  const directory = path.join(root, place.dir);
  const stamp = stampRun(directory);
  if (row.stamp !== indexStamp(id, stamp)) return behind;
  const sources = { id, place, files: readRunFiles(directory), stamp, events: row.events };
  const { run, extra } = buildRecord(sources, thisHost(), Date.now() / 1000);
  if (!isEqual(extra, row.extra)) return different("its configuration, summary or problems");
  // Whether it still runs is judged anew with every look.
  const { status: _status, exit_reason: _reason, ended_at: _ended, ...said } = row.run;
  return isEqual({ ...run, ...said }, run) ? same : different("what meta.json says");
}

async function readAnew(root: string, dir: string, index: SeriesIndex): Promise<ReadRun> {
  const run = new ReadRun(dir);
  const directory = path.join(root, dir);
  for (const file of stampEventFiles(directory)) {
    const source = index.load(dir, file);
    const read = await ingest(path.join(directory, file.name), source, {
      scanner: new LineScanner(),
      sliceBytes,
      checkpoints: {
        isDue: (source) => uncommittedBytes(source) > commitBytes,
        commit: (source) => void index.commit([source]),
      },
    });
    if (read === "current") run.put(source);
  }
  return run;
}

function compareRuns(stored: ReadRun, again: ReadRun): Finding {
  if (stored.stamp !== again.stamp) return behind;
  for (const source of again.sources) {
    const other = stored.get(source.file.name);
    const found = other ? compareSources(other, source) : different("the names of its files");
    if (found.verdict !== "same") return found;
  }
  return same;
}

function compareSources(stored: EventSource, again: EventSource): Finding {
  const { count, sum } = again.events;
  // Which file it is depends on those that were in its place before.
  const { generation } = stored.state;
  const read = { ...again.state, events: count, eventSum: sum, generation };
  if (!isEqual(stored.state, read)) return different("how far its events are read");
  const metrics = [...again.series.series()];
  const keys = Array.from(stored.series.series(), ({ key }) => key);
  if (
    !isEqual(
      keys,
      metrics.map(({ key }) => key),
    )
  )
    return different("the names of its metrics");
  const digests = new Map<object, string>();
  for (const metric of metrics) {
    const other = stored.series.get(metric.key);
    if (!other || digest(other, digests) !== digest(metric, digests))
      return different(`metric ${metric.key}`);
  }
  return same;
}

/** Typed events page by page, as they are asked for: by their order and by what there is of each type and key. */
function compareEvents(
  series: SeriesIndex,
  stored: ReadRun,
  fresh: SeriesIndex,
  again: ReadRun,
): Finding {
  const types = new Set<string>();
  for (let after: number | null = 0; after !== null;) {
    const query: EventsQuery = { after, limit: eventsAtOnce };
    const page = fresh.listEvents(again, query);
    if (!isDeepStrictEqual(series.listEvents(stored, query), page)) {
      return different("its typed events");
    }
    for (const { type } of page.events) types.add(type);
    after = page.next;
  }
  const keys = (index: SeriesIndex, run: ReadRun) => index.listEventKeys(run, [...types]);
  const isRight = isDeepStrictEqual(keys(series, stored), keys(fresh, again));
  return isRight ? same : different("the keys of its typed events");
}

/** A hash of one metric; of an axis, which many share, it is taken once. */
function digest({ axis, values, stats }: MetricSeries, known: Map<object, string>): string {
  const ofAxis =
    known.get(axis) ??
    [columnDigest(axis.steps), columnDigest(axis.times), ...axis.toArray().slice(2)].join(" ");
  known.set(axis, ofAxis);
  return [ofAxis, columnDigest(values), ...stats.toArray()].join(" ");
}

function isEqual(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(toPlain(a), toPlain(b));
}

/** As it comes back from the database. */
function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
