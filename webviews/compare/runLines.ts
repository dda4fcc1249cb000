import type { Series } from "#core/protocol/metric.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";
import {
  cellOfAll,
  type GroupMember,
  groupLines,
  type GroupStyle,
} from "#webviews/shared/charts/groupLines.ts";
import type { LineSource, PlotLine } from "#webviews/shared/charts/lineSource.ts";
import {
  type CurveRequest,
  type SeriesAnswered,
  SeriesSource,
} from "#webviews/shared/charts/seriesSource.ts";

import type { RunName } from "./messages.ts";

/** A run whose line a chart shows. */
export interface LineRun extends RunName {
  readonly ref: string;
  /** Its source cannot be asked: what was drawn of it before stays. */
  readonly isLost: boolean;
  /** What it has in the field that is grouped by. */
  readonly values: GroupMember["values"];
  /** Another text where there are other points to be drawn on this axis. */
  readonly version: string;
}

/** What the lines are made of. */
export interface RunLinesOptions {
  post(source: string, request: number, query: SeriesQuery): void;
  /** The runs shown that have the metric. */
  runsOf(key: string, axis: string): readonly LineRun[];
  /** Null: a line for each run. */
  grouping(): GroupStyle | null;
  /** Points came that a chart no longer waited for. */
  onLate(key: string): void;
}

/** The newest answer for one series, kept: what has not changed is not asked for again. */
interface Held {
  readonly request: string;
  readonly version: string;
  readonly series: Series;
}

/** Milliseconds a chart waits for its slowest source; what comes later is drawn then. */
const patience = 600;

/**
 * The lines of several runs, from any number of sources. A source is only asked for series that have new points or of which
 * another stretch is wanted, and always for the whole stretch: so nothing is missing or doubled after it was away.
 */
export class RunLines implements LineSource {
  readonly #options: RunLinesOptions;
  readonly #sources = new Map<string, SeriesSource>();
  readonly #held = new Map<string, Held>();
  readonly #asked = new Map<string, { request: string; answer: Promise<Series> }>();

  constructor(options: RunLinesOptions) {
    this.#options = options;
  }

  async ask(key: string, request: CurveRequest): Promise<readonly PlotLine[]> {
    const style = this.#options.grouping();
    const whole = await this.#members(key, request);
    if (style === null) return whole.map(({ run, series }) => ({ id: run.ref, series }));
    const cell = cellOfAll(
      whole.map(({ series }) => series),
      request.points,
    );
    const members = cell === undefined ? whole : await this.#members(key, { ...request, cell });
    return groupLines(
      members.map(({ run, series }) => ({
        series: { ...series, run: run.ref },
        values: run.values,
      })),
      style,
      cell,
    );
  }

  receive(source: string, answer: SeriesAnswered): void {
    this.#sources.get(source)?.receive(answer);
  }

  /** Gives up on what a source was asked before it was lost. */
  reset(source: string): void {
    this.#sources.get(source)?.reset();
  }

  /** Forgets runs that are no longer compared. */
  keepOnly(refs: ReadonlySet<string>): void {
    for (const name of this.#held.keys()) {
      const [ref] = JSON.parse(name) as [string];
      if (!refs.has(ref)) this.#held.delete(name);
    }
  }

  /** Rejects where nothing can be had of any run. */
  async #members(
    key: string,
    request: CurveRequest,
  ): Promise<{ readonly run: LineRun; readonly series: Series }[]> {
    const runs = this.#options.runsOf(key, request.x);
    const found = await Promise.allSettled(
      runs.map(async (run) => ({ run, series: await this.#series(run, key, request) })),
    );
    const members = found.flatMap((one) => {
      if (one.status === "rejected" || !one.value.series) return [];
      return [{ run: one.value.run, series: one.value.series }];
    });
    const failure = found.find((one) => one.status === "rejected");
    if (members.length === 0 && failure) throw failure.reason;
    return members;
  }

  /** What is held of a series where nothing newer can be had soon; undefined where nothing is. */
  async #series(run: LineRun, key: string, request: CurveRequest): Promise<Series | undefined> {
    const { preview, ...stretch } = request;
    const text = JSON.stringify(stretch);
    const { version } = run;
    const name = JSON.stringify([run.ref, key, request.x, request.cell !== undefined]);
    const held = this.#held.get(name);
    if (held?.request === text && held.version === version) {
      if (held.series.preview !== true || preview) return held.series;
    }
    if (run.isLost) return held && complete(held.series);
    const asked = this.#askOnce(name, run, key, request, (series) => {
      this.#held.set(name, { request: text, version, series });
    });
    const answer = await Promise.race([
      asked.catch((error: unknown) => {
        if (held) return held.series;
        throw error;
      }),
      wait(patience),
    ]);
    if (answer !== undefined) return answer;
    asked.then(
      () => this.#options.onLate(key),
      () => undefined,
    );
    return held && complete(held.series);
  }

  /** A series that is being asked for is not asked for again, as long as the same is wanted of it. */
  #askOnce(
    name: string,
    run: LineRun,
    key: string,
    request: CurveRequest,
    hold: (series: Series) => void,
  ): Promise<Series> {
    const text = JSON.stringify([request, run.version]);
    const before = this.#asked.get(name);
    if (before?.request === text) return before.answer;
    const answer = this.#source(run.source)
      .ask({ run: run.run, key }, request)
      .then((series) => {
        if (this.#asked.get(name)?.answer === answer) hold(series);
        return series;
      })
      .finally(() => {
        if (this.#asked.get(name)?.answer === answer) this.#asked.delete(name);
      });
    this.#asked.set(name, { request: text, answer });
    return answer;
  }

  #source(id: string): SeriesSource {
    const known = this.#sources.get(id);
    if (known) return known;
    const source = new SeriesSource(
      (request, query) => this.#options.post(id, request, query),
      "skip",
    );
    this.#sources.set(id, source);
    return source;
  }
}

/** As the last word there is: a chart would ask again for the rest of a sample. */
function complete(series: Series): Series {
  const { preview: _, ...whole } = series;
  return whole;
}

function wait(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}
