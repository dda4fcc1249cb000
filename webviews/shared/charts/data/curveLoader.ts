import { union, type XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import type { ChartStyle } from "#webviews/shared/charts/chartStyle.ts";

import type { LineSource, PlotLine } from "./lineSource.ts";
import { logPieces, joinPieces } from "./logPieces.ts";
import type { CurveRequest } from "./seriesSource.ts";
import { smoothingOf } from "./smoothing.ts";

/** A line with the metric it is of. */
export interface MetricLine extends PlotLine {
  readonly metric: string;
}

/** What a plot wants to show. */
export interface Wanted {
  readonly style: Pick<ChartStyle, "axis" | "logX" | "smoothing">;
  /** Amount of smoothing, 0 for none. */
  readonly amount: number;
  /** Null: everything. */
  readonly window: XWindow | null;
  /** The window moves along with the newest point. */
  readonly follows: boolean;
  /** Buckets there is room for. */
  readonly points: number;
}

/** How far beyond a window points are asked for, in windows, so that lines run to its edges and panning finds some. */
const margin = 0.25;

/** Gets the lines of a plot: those of one metric or of several, of one run or of many; one question at a time. */
export class CurveLoader {
  readonly #source: LineSource;
  readonly #wanted: () => Wanted;
  readonly #onAnswer: () => void;
  #keys: readonly string[];
  #lines: readonly MetricLine[] | undefined;
  #extent: XWindow | null = null;
  #axis: string | undefined;
  #error: string | null = null;
  /** Counts the reasons to ask; `#answered` is the count the lines answer. */
  #reasons = 1;
  #answered = 0;
  #asking = false;
  #paused = true;

  /** `onAnswer`: there are other lines, or an error, or both. Asks nothing before it is resumed. */
  constructor(
    keys: readonly string[],
    source: LineSource,
    wanted: () => Wanted,
    onAnswer: () => void,
  ) {
    this.#keys = keys;
    this.#source = source;
    this.#wanted = wanted;
    this.#onAnswer = onAnswer;
  }

  /** Undefined before the first answer; the same list as long as nothing in it has changed. */
  get lines(): readonly MetricLine[] | undefined {
    return this.#lines;
  }

  /** From the first to the last point of all lines; null where there is none yet. */
  get extent(): XWindow | null {
    return this.#extent;
  }

  /** A sentence for the reader, where the newest question failed. */
  get error(): string | null {
    return this.#error;
  }

  get keys(): readonly string[] {
    return this.#keys;
  }

  setKeys(keys: readonly string[]): void {
    if (keys.length === this.#keys.length && keys.every((key, i) => key === this.#keys[i])) return;
    this.#keys = keys;
    this.refresh();
  }

  /** Forgets what is known: places on one axis mean nothing on another. */
  clear(): void {
    this.#lines = undefined;
    this.#extent = null;
  }

  /** Asks no more until it is resumed. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#answered < this.#reasons) this.#askSoon();
  }

  /** There are new points, or another stretch is to be seen. */
  refresh(): void {
    this.#reasons += 1;
    this.#askSoon();
  }

  #askSoon(): void {
    if (!this.#paused && !this.#asking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    const reasons = this.#reasons;
    const wanted = this.#wanted();
    const request = this.#request(wanted);
    const isFirst = this.#extent === null;
    try {
      const lines = await this.#answerOf(request, wanted);
      this.#error = null;
      if (request.x === this.#wanted().style.axis) this.#take(lines, request);
      // A sample was there at once; all of it when it has been read.
      if (isPreview(lines)) this.#reasons += 1;
      // The whole was taken to learn its ends; now the window itself, smoothed as far as its length asks for, by decades.
      if (!fits(lines, request.points) && wanted.window && !request.range) this.#reasons += 1;
      else if (!request.smoothing && this.#smoothing(wanted)) this.#reasons += 1;
      else if (isFirst && wanted.style.logX && !fits(lines, request.points)) this.#reasons += 1;
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
    }
    this.#asking = false;
    this.#answered = reasons;
    this.#onAnswer();
    if (this.#answered < this.#reasons) this.#askSoon();
  }

  #request(wanted: Wanted): CurveRequest {
    const { window, points, follows, style } = wanted;
    const smoothing = this.#smoothing(wanted);
    const common = {
      x: style.axis,
      preview: !isPreview(this.#lines ?? []),
      ...(smoothing && { smoothing }),
    };
    // A series that fits is taken whole: then its neighbours outside the window are there as well.
    if (!window || !this.#extent || (this.#lines && fits(this.#lines, points)))
      return { ...common, range: null, points };
    const more = (window.max - window.min) * margin;
    const range = { min: window.min - more, ...(!follows && { max: window.max + more }) };
    return { ...common, range, points: Math.ceil(points * (1 + 2 * margin)) };
  }

  #smoothing({ style, amount }: Wanted): CurveRequest["smoothing"] {
    const total = Math.max(0, ...(this.#lines ?? []).map(({ series }) => series.total));
    return smoothingOf(style.smoothing, amount, this.#extent, total);
  }

  /** On a logarithmic axis each decade takes as much room, and so as many buckets. */
  async #answerOf(request: CurveRequest, { style, window }: Wanted): Promise<MetricLine[]> {
    const shown = window ?? this.#extent;
    const isRaw = this.#lines !== undefined && fits(this.#lines, request.points);
    const pieces = style.logX && shown && !isRaw ? logPieces(shown, request) : [];
    if (pieces.length < 2) return this.#askAll(request);
    return joinPieces(await Promise.all(pieces.map((piece) => this.#askAll(piece))));
  }

  async #askAll(request: CurveRequest): Promise<MetricLine[]> {
    const found = await Promise.allSettled(
      this.#keys.map(async (metric) => {
        const lines = await this.#source.ask(metric, request);
        return lines.map((line) => ({ ...line, metric }));
      }),
    );
    const failure = found.find((one) => one.status === "rejected");
    if (failure && found.every((one) => one.status === "rejected")) throw failure.reason;
    return found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  }

  #take(lines: readonly MetricLine[], { x, range }: CurveRequest): void {
    if (!this.#lines || !areSame(lines, this.#lines)) this.#lines = lines;
    const before = this.#axis === x ? this.#extent : null;
    this.#axis = x;
    const ends = lines.flatMap(({ series: { x_first: first, x_last: last } }) =>
      first.length === 0 ? [] : [{ min: first[0] ?? NaN, max: last.at(-1) ?? NaN }],
    );
    if (ends.length === 0) return;
    const { min, max } = ends.reduce(union);
    this.#extent = {
      min: range ? (before?.min ?? min) : min,
      max: range?.max === undefined ? max : (before?.max ?? max),
    };
  }
}

/** Whether nothing would look otherwise. */
function areSame(lines: readonly MetricLine[], others: readonly MetricLine[]): boolean {
  const rest = (line: MetricLine | undefined): string => JSON.stringify({ ...line, series: null });
  return (
    lines.length === others.length &&
    lines.every((line, i) => line.series === others[i]?.series && rest(line) === rest(others[i]))
  );
}

function isPreview(lines: readonly MetricLine[]): boolean {
  return lines.some(({ series }) => series.preview === true);
}

/** Whether every series has no more points than asked for, so that it was taken point by point. */
function fits(lines: readonly MetricLine[], points: number): boolean {
  return lines.every(({ series }) => series.total <= points);
}
