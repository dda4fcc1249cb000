import type { LiveFrame, StoreEvent } from "#core/protocol/live.ts";

/** Milliseconds that are told apart; later ones count as this late. */
const latest = 10_000;

/** What readers of a live feed have got. */
export interface Tally {
  readonly readers: number;
  readonly frames: number;
  readonly points: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly resets: number;
  /** How many points came after 0, 1, 2 … milliseconds. */
  readonly delays: readonly number[];
}

/** Counts the points that one or more readers get, and how late they are. */
export class PointTally {
  readonly #delays = Array.from({ length: latest + 1 }, () => 0);
  #readers = 0;
  #frames = 0;
  #points = 0;
  #lost = 0;
  #duplicated = 0;
  #resets = 0;

  /** One more reader: takes its events, as parsed from its frames. */
  reader(): (event: LiveFrame["event"]) => void {
    this.#readers++;
    const next = new Map<string, number>();
    return (event) => {
      this.#frames++;
      if (event.type === "reset") this.#resets++;
      // The machine's own samples are not what the program has logged.
      if (event.type === "points_appended" && event.source === "events") this.#take(event, next);
    };
  }

  get points(): number {
    return this.#points;
  }

  result(): Tally {
    const delays = this.#delays.slice(0, 1 + this.#delays.findLastIndex((count) => count > 0));
    return {
      readers: this.#readers,
      frames: this.#frames,
      points: this.#points,
      lost: this.#lost,
      duplicated: this.#duplicated,
      resets: this.#resets,
      delays,
    };
  }

  #take(
    { id, points, unsent }: Extract<StoreEvent, { type: "points_appended" }>,
    next: Map<string, number>,
  ): void {
    const now = performance.timeOrigin + performance.now();
    for (const { first, times, series } of points) {
      for (const { key, values } of series) this.#count(`${id}/${key}`, first, values.length, next);
      for (const time of times) {
        const delay = Math.min(latest, Math.max(0, Math.round(now - time * 1000)));
        this.#delays[delay] = (this.#delays[delay] ?? 0) + series.length;
      }
    }
    for (const { key, first, count } of unsent) {
      this.#lost += count;
      this.#count(`${id}/${key}`, first, count, next);
    }
  }

  #count(series: string, first: number, count: number, next: Map<string, number>): void {
    const expected = next.get(series) ?? 0;
    if (first > expected) this.#lost += first - expected;
    const repeated = Math.min(count, Math.max(0, expected - first));
    this.#duplicated += repeated;
    this.#points += count - repeated;
    next.set(series, Math.max(expected, first + count));
  }
}

export function addTallies(all: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number) => all.reduce((total, tally) => total + of(tally), 0);
  const longest = Math.max(0, ...all.map(({ delays }) => delays.length));
  return {
    readers: sum((tally) => tally.readers),
    frames: sum((tally) => tally.frames),
    points: sum((tally) => tally.points),
    lost: sum((tally) => tally.lost),
    duplicated: sum((tally) => tally.duplicated),
    resets: sum((tally) => tally.resets),
    delays: Array.from({ length: longest }, (_, ms) => sum(({ delays }) => delays[ms] ?? 0)),
  };
}

/** The delay in milliseconds that a share of all points did not exceed. */
export function percentile({ delays }: Tally, share: number): number {
  const total = delays.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [ms, count] of delays.entries()) {
    seen += count;
    if (seen >= total * share) return ms;
  }
  return Number.NaN;
}
