import { closeSync } from "node:fs";
import path from "node:path";

import type { MetricInfo, MetricsQuery } from "#core/protocol/metric.ts";
import { RunEvents } from "#core/store/events/runEvents.ts";
import { joinStamps, type StampedFile, stampEventFiles } from "#core/store/files/eventFiles.ts";
import { NotAFileError, openRegularFileSync } from "#core/store/files/regularFile.ts";
import { isSystemError } from "#core/store/files/systemError.ts";
import { type EventSource, startState } from "#core/store/ingest/eventSource.ts";
import { ReadRun } from "#core/store/ingest/readRun.ts";
import { RecordSink } from "#core/store/ingest/recordSink.ts";
import type { Scanner } from "#core/store/scan/scanner.ts";

import { toMetricInfo } from "./metricInfo.ts";
import { type Places, readPlaces } from "./previewPlaces.ts";
import { RunSeries } from "./runSeries.ts";

/** A run made of some of its lines, as if it had no others. */
interface Sample {
  readonly run: ReadRun;
  /** About how many points the run has for each of the sample. */
  readonly scale: number;
}

const newline = 0x0a;
/** In how many places a run's files are looked at: what stands for the curve until all of it is read, and has to be there at once. */
const places = 120;

/** Answers from many places of runs' files in place of all of them: milliseconds where reading takes seconds. */
export class PreviewRuns {
  readonly #root: string;
  readonly #maxMs: number;
  readonly #scanner: Scanner;
  /** A dashboard asks for the metrics and then for their curves. */
  #last: { readonly dir: string; readonly stamp: string; sample: Promise<Sample> } | undefined;

  /** `maxMs`: milliseconds the places of one file may take. */
  constructor(root: string, scanner: Scanner, maxMs = 6) {
    this.#root = root;
    this.#scanner = scanner;
    this.#maxMs = maxMs;
  }

  /** Counts are estimates, extremes those of the sample. A metric logged seldom may be missing. */
  async listMetrics(dir: string, { source, ranks }: MetricsQuery): Promise<MetricInfo[]> {
    const { run, scale } = await this.sample(dir);
    return Array.from(run.series(source, ranks), ([{ file }, series]) =>
      toMetricInfo(file, series, scale),
    );
  }

  /** The sample of a run as it is now. */
  async sample(dir: string): Promise<Sample> {
    const files = stampEventFiles(path.join(this.#root, dir));
    const stamp = joinStamps(files);
    if (this.#last?.dir === dir && this.#last.stamp === stamp) return this.#last.sample;
    const sample = this.#take(dir, files);
    this.#last = { dir, stamp, sample };
    return sample;
  }

  async #take(dir: string, files: readonly StampedFile[]): Promise<Sample> {
    const run = new ReadRun(dir);
    let size = 0;
    let seen = 0;
    for (const file of files) {
      const source = emptySource(dir, file);
      const bytes = await this.#read(file, source, Math.ceil(places / files.length));
      run.put(source);
      if (file.source === "system") continue;
      size += file.size;
      seen += bytes;
    }
    return { run, scale: seen === 0 ? 1 : size / seen };
  }

  /** Adds lines from all over a file to its source; returns the bytes these have. */
  async #read(file: StampedFile, source: EventSource, count: number): Promise<number> {
    let descriptor: number | undefined;
    try {
      // Not by way of the thread pool: where a file is being read for its index, its threads come last.
      const opened = openRegularFileSync(path.join(this.#root, source.dir, file.name));
      descriptor = opened.descriptor;
      const { size } = opened.stat;
      return this.#scan(await readPlaces(descriptor, size, count, this.#maxMs), source);
    } catch (error) {
      if (error instanceof NotAFileError || isSystemError(error)) return 0;
      throw error;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  #scan({ parts, lineBytes }: Places, source: EventSource): number {
    const sink = new RecordSink(source);
    const { state } = source;
    let seen = 0;
    for (const { start, bytes } of parts) {
      const begin = start === 0 ? 0 : bytes.indexOf(newline) + 1;
      if (start > 0 && begin === 0) continue;
      // Records that say no step count up, those between the places, too.
      state.records = Math.max(state.records, Math.round(start / lineBytes));
      seen += this.#scanner.scan(bytes.subarray(begin), sink);
    }
    return seen;
  }
}

function emptySource(dir: string, file: StampedFile): EventSource {
  let columns = 0;
  const series = new RunSeries({ allocate: () => columns++, read: () => undefined });
  return {
    dir,
    file,
    state: startState(),
    series,
    events: new RunEvents(0, file.rank),
    id: undefined,
    revision: 0,
    isDirty: false,
    isUnreadable: false,
  };
}
