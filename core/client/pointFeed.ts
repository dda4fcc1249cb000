import type { NewPoints, StoreEvent } from "#core/protocol/live.ts";
import type { MetricSource } from "#core/protocol/metric.ts";
import { type JsonNumber, fromJsonNumber } from "#core/protocol/number.ts";

import type { Client } from "./client.ts";
import type { LiveFeed } from "./liveFeed.ts";

/** Points of one series, in order. */
export interface PointRows {
  /** Number of the first of them; the series' points are counted from 0. */
  readonly first: number;
  readonly steps: readonly number[];
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export interface PointListener {
  onPoints(points: PointRows): void;
  /** The run's file was replaced by another: all points so far are void, those of the other follow. */
  onReplaced?(): void;
  /** Points cannot be had at the moment; the next event or connection tries again. */
  onError?(error: unknown): void;
}

/** The series that is followed, as a query names it. `from`: points the caller has already, and does not want again. */
export interface FollowedSeries {
  readonly run: string;
  readonly key: string;
  readonly rank?: number;
  readonly source?: MetricSource;
  readonly from?: number;
}

/** Points asked for at once where some are missing. */
const pageSize = 20_000;

/**
 * Follows one series point by point: its listener gets every point once and in order, through lost connections and restarts
 * of the viewer. What the live feed does not bring is asked for.
 */
export class PointFeed {
  readonly #client: Pick<Client, "readPoints">;
  readonly #series: FollowedSeries;
  readonly #listener: PointListener;
  readonly #subscription: { dispose(): void };
  /** Points the listener has got. */
  #count: number;
  /** Of the file the series is in; undefined while that is not known. */
  #rank: number | null | undefined;
  /** Which file the points are of, if the viewer tells. */
  #generation: string | undefined;
  #isReading = false;
  #readAgain = false;
  #isDisposed = false;

  constructor(
    { client, feed }: { client: Pick<Client, "readPoints">; feed: LiveFeed },
    series: FollowedSeries,
    listener: PointListener,
  ) {
    this.#client = client;
    this.#series = series;
    this.#rank = series.rank;
    this.#count = series.from ?? 0;
    this.#listener = listener;
    this.#subscription = feed.listen({
      onEvent: (event) => this.#take(event),
      onReset: () => void this.#read(),
    });
    void this.#read();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#subscription.dispose();
  }

  #take(event: StoreEvent): void {
    const { run, key, source = "events" } = this.#series;
    if (event.type !== "points_appended" || event.id !== run || event.source !== source) return;
    const isThere = ({ key: other }: { key: string }) => other === key;
    if (this.#rank === undefined) {
      const { points, unsent } = event;
      if (unsent.some(isThere) || points.some(({ series }) => series.some(isThere))) {
        void this.#read();
      }
      return;
    }
    if (event.rank !== this.#rank) return;
    const isOther = event.generation !== this.#generation;
    if (isOther || event.unsent.some(isThere)) void this.#read();
    if (isOther) return;
    for (const points of event.points) {
      const mine = points.series.find(isThere);
      if (mine) this.#takePoints(points, mine.values);
    }
  }

  #takePoints({ first, steps, times }: NewPoints, values: readonly JsonNumber[]): void {
    // What is being read may hold them, or come before them.
    if (this.#isReading || first > this.#count || (first === 0 && this.#count > 0)) {
      void this.#read();
      return;
    }
    this.#hand({ first, steps, times, values: values.map(fromJsonNumber) });
  }

  /** Asks for what is missing. Calls while a read is on count once. */
  async #read(): Promise<void> {
    this.#readAgain = true;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#readAgain && !this.#isDisposed) {
        this.#readAgain = false;
        if (await this.#readPage()) this.#readAgain = true;
      }
    } catch (error) {
      this.#listener.onError?.(error);
    } finally {
      this.#isReading = false;
    }
  }

  /** True where there is more. */
  async #readPage(): Promise<boolean> {
    const from = this.#count;
    const { run, key, source } = this.#series;
    const query = { key, rank: this.#rank ?? undefined, source, from, limit: pageSize };
    const page = await this.#client.readPoints({ params: { id: run }, query });
    if (this.#isDisposed) return false;
    const isOther = this.#generation !== undefined && this.#generation !== page.generation;
    this.#rank = page.rank;
    this.#generation = page.generation;
    if (page.total < from || (isOther && from > 0)) {
      this.#count = 0;
      this.#listener.onReplaced?.();
      return true;
    }
    const { steps, times, values } = page;
    this.#hand({ first: from, steps, times, values: values.map(fromJsonNumber) });
    return this.#count < page.total;
  }

  /** Hands on those that are new. */
  #hand({ first, steps, times, values }: PointRows): void {
    const known = this.#count - first;
    if (known >= values.length) return;
    this.#count = first + values.length;
    this.#listener.onPoints({
      first: first + known,
      steps: steps.slice(known),
      times: times.slice(known),
      values: values.slice(known),
    });
  }
}
