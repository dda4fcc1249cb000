import type { Series } from "#core/protocol/metric.ts";
import type { SeriesQuery } from "#core/protocol/seriesQuery.ts";

import { cellOfAll, type GroupMember, groupLines, type GroupStyle } from "./groupLines.ts";
import { HeldSeries, isAnswered, isCurrent } from "./heldSeries.ts";
import type { LineSource, PlotLine } from "./lineSource.ts";
import type { PointRows } from "./newPoints.ts";
import { type CurveRequest, type SeriesAnswered, SeriesSource } from "./seriesSource.ts";
import type { StageMark } from "./stageMarks.ts";
import { StagePlaces } from "./stagePlaces.ts";

/** A run whose line a chart shows. */
export interface LineRun {
  readonly ref: string;
  readonly source: string;
  readonly run: string;
  /** Its source cannot be asked: what was drawn of it before stays. */
  readonly isLost: boolean;
  /** What it has in the field that is grouped by. */
  readonly values: GroupMember["values"];
  /** Another text where there are other points to be drawn on this axis. */
  readonly version: string;
  /** How many points the series is known to have; what was appended here may be ahead of that. */
  readonly points: number;
  /** Its best value, where the run says which values are better. */
  readonly best?: number;
  /** Where its stages begin on this axis; on steps, where the axis is a metric: its values say where they are there. */
  readonly stages: readonly StageMark[];
  /** Another text where the metric on the axis has other points. */
  readonly axisVersion?: string;
}

/** What a chart gets of a run. */
interface Member {
  readonly run: LineRun;
  readonly series: Series;
  readonly stages: readonly StageMark[];
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

/** Milliseconds a chart waits for its slowest source; what comes later is drawn then. */
const patience = 600;

/**
 * The lines of several runs, from any number of sources. A source is only asked for series that have new points or of which
 * another stretch is wanted, and always for the whole stretch: so nothing is missing or doubled after it was away.
 */
export class RunLines implements LineSource {
  readonly #options: RunLinesOptions;
  readonly #sources = new Map<string, SeriesSource>();
  readonly #held = new HeldSeries();
  readonly #places: StagePlaces;
  readonly #asked = new Map<string, { request: string; answer: Promise<Series> }>();

  constructor(options: RunLinesOptions) {
    this.#options = options;
    this.#places = new StagePlaces(({ source, run }, key, range) =>
      this.#source(source).ask({ run, key }, { x: "step", range, points: 1, preview: false }),
    );
  }

  async ask(key: string, request: CurveRequest): Promise<readonly PlotLine[]> {
    const style = this.#options.grouping();
    const whole = await this.#members(key, request);
    if (style === null) {
      return whole.map(({ run: { ref, best }, series, stages }) => ({
        id: ref,
        series,
        stages,
        ...(best !== undefined && { best }),
      }));
    }
    const cell = cellOfAll(
      whole.map(({ series }) => series),
      request.points,
    );
    const members = cell === undefined ? whole : await this.#members(key, { ...request, cell });
    return groupLines(
      members.map(({ run, series, stages }) => ({
        series: { ...series, run: run.ref },
        values: run.values,
        stages,
      })),
      style,
      cell,
    );
  }

  receive(source: string, answer: SeriesAnswered): void {
    this.#sources.get(source)?.receive(answer);
  }

  /** New points of a run came. */
  append(ref: string, points: PointRows): void {
    this.#held.append(ref, points);
  }

  /** Gives up on what a source was asked before it was lost. */
  reset(source: string): void {
    this.#sources.get(source)?.reset();
  }

  /** Forgets runs that are no longer compared. */
  keepOnly(refs: ReadonlySet<string>): void {
    this.#held.keepOnly(refs);
    this.#places.keepOnly(refs);
  }

  /** Rejects where nothing can be had of any run. */
  async #members(key: string, request: CurveRequest): Promise<Member[]> {
    const runs = this.#options.runsOf(key, request.x);
    const found = await Promise.allSettled(
      runs.map(async (run): Promise<Member[]> => {
        const [series, stages] = await Promise.all([
          this.#series(run, key, request),
          this.#stagesOn(run, key, request.x),
        ]);
        return series ? [{ run, series, stages }] : [];
      }),
    );
    const members = found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    if (members.length > 0) return members;
    const failure = found.find((one) => one.status === "rejected");
    if (failure) throw failure.reason;
    // An empty chart would say that there is nothing to show.
    const late = runs.flatMap((run) => this.#asked.get(nameOf(run, key, request))?.answer ?? []);
    if (late.length === 0) return [];
    await Promise.any(late).catch((error: AggregateError) => {
      throw error.errors[0];
    });
    return this.#members(key, request);
  }

  /** What is held of a series where nothing newer can be had soon; undefined where nothing is. */
  async #series(run: LineRun, key: string, request: CurveRequest): Promise<Series | undefined> {
    const { preview } = request;
    const { version, points } = run;
    const name = { ref: run.ref, key };
    const held = this.#held.get(name, request);
    if (
      held &&
      isAnswered(held, request) &&
      (held.version === version || isCurrent(held, points))
    ) {
      if (held.series.preview !== true || preview) return held.series;
    }
    if (run.isLost) return held && complete(held.series);
    const asked = this.#askOnce(run, key, request, (series) =>
      this.#held.set(name, { request, version, series }),
    );
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

  /** A curve does not wait long for what only marks it. */
  async #stagesOn(run: LineRun, key: string, axis: string): Promise<readonly StageMark[]> {
    const places = this.#places.of(run, axis);
    if (!(places instanceof Promise)) return places;
    const known = await Promise.race([places, wait(patience)]);
    if (known) return known;
    void places.then(() => this.#options.onLate(key));
    return [];
  }

  /** A series that is being asked for is not asked for again, as long as the same is wanted of it. */
  #askOnce(
    run: LineRun,
    key: string,
    request: CurveRequest,
    hold: (series: Series) => void,
  ): Promise<Series> {
    const name = nameOf(run, key, request);
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

/** Of what is asked of a series. */
function nameOf({ ref }: LineRun, key: string, { x, cell }: CurveRequest): string {
  return JSON.stringify([ref, key, x, cell !== undefined]);
}
