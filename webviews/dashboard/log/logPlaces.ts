import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";

import type { RunCalls } from "../pageRoutes.ts";
import { secondOfLine } from "./jumpTarget.ts";

const day = 86_400;
/** A line without a time belongs to one before; a traceback is seldom longer. */
const linesRead = 200;
const mostSamples = 64;

/** A line that says when it was written; `time` counts from the midnight before the first line. */
interface Place {
  readonly offset: number;
  readonly time: number;
}

/** Finds where in a log something was written, by halving: no more than a few dozen lines of it are read. */
export class LogPlaces {
  readonly #client: Pick<RunCalls, "readLogs" | "readPoints">;
  readonly #run: RunDetail;

  constructor(client: Pick<RunCalls, "readLogs" | "readPoints">, run: RunDetail) {
    this.#client = client;
    this.#run = run;
  }

  /** The byte of the first line written at a time of day or later, on the first day it came; null where lines have no times. */
  async ofTime(secondOfDay: number): Promise<number | null> {
    const samples = await this.#samples();
    const first = samples[0]?.time ?? 0;
    return this.#find(samples, secondOfDay < first ? secondOfDay + day : secondOfDay);
  }

  /** The byte of the last line written before a step was logged, or as it was; null where nobody can say. */
  async ofStep(step: number, metrics: readonly MetricInfo[]): Promise<number | null> {
    const metric = metrics.find(({ last_step: last }) => last !== null && last >= step);
    const time = metric && (await this.#timeOfStep(metric, step));
    if (time === undefined) return null;
    const { created_at: created } = this.#run;
    // Lines have the time of day of the machine that wrote them; so has the run's id.
    const ahead = clockOf(this.#run.run_id, created);
    const midnight = Math.floor((created + ahead) / day) * day;
    // Lines have whole seconds, points have parts of them: a line of the same second is not after the point.
    const next = Math.floor(time + ahead - midnight) + 1;
    return this.#find(await this.#samples(), next, "before");
  }

  /**
   * Halves what lies between two samples until the first line that is late enough is found, or the line before it; beyond all,
   * the last one.
   */
  async #find(
    samples: readonly Place[],
    time: number,
    which: "late" | "before" = "late",
  ): Promise<number | null> {
    const at = samples.findIndex((place) => place.time >= time);
    let low = samples.at(at === -1 ? -1 : at - 1);
    if (!low) return null;
    if (at === 0) return samples[0]?.offset ?? 0;
    let found = samples[at]?.offset;
    let end = found ?? (await this.#size());
    while (end - low.offset > 1) {
      const middle = Math.floor((low.offset + end) / 2);
      const place = await this.#placeAt(middle, low.time);
      if (!place || place.offset >= end) end = middle;
      else if (place.time < time) low = place;
      else {
        found = place.offset;
        end = middle;
      }
    }
    return which === "before" ? low.offset : (found ?? low.offset);
  }

  /** Places all over the file, near enough to each other that no midnight is missed between two. */
  async #samples(): Promise<Place[]> {
    const { created_at: created, ended_at: ended } = this.#run;
    const days = Math.ceil(Math.max(0, (ended ?? Date.now() / 1000) - created) / day);
    const count = Math.min(mostSamples, 2 + 3 * days);
    const size = await this.#size();
    const samples: Place[] = [];
    for (let i = 0; i < count; i++) {
      const offset = Math.floor((size * i) / count);
      const place = await this.#placeAt(offset, samples.at(-1)?.time ?? 0);
      if (place && place.offset > (samples.at(-1)?.offset ?? -1)) samples.push(place);
    }
    return samples;
  }

  /** The first line from a byte on that has a time. `after`: the time of a line before it. */
  async #placeAt(offset: number, after: number): Promise<Place | null> {
    const page = await this.#client.readLogs({
      params: { id: this.#run.id },
      query: { offset, limit: linesRead },
    });
    const encoder = new TextEncoder();
    let at = page.start;
    for (const line of page.lines) {
      const second = secondOfLine(line);
      if (second !== null) {
        const time = Math.floor(after / day) * day + second;
        // Clocks are put back by a little; by half a day they are not: that is the next one.
        return { offset: at, time: time < after - day / 2 ? time + day : time };
      }
      at += encoder.encode(line).length + 1;
    }
    return null;
  }

  async #size(): Promise<number> {
    const query = { limit: 1, tail: "true" };
    return (await this.#client.readLogs({ params: { id: this.#run.id }, query })).size;
  }

  async #timeOfStep({ key }: MetricInfo, step: number): Promise<number | undefined> {
    const point = async (from: number) => {
      const query = { key, from, limit: 1 };
      return this.#client.readPoints({ params: { id: this.#run.id }, query });
    };
    let low = 0;
    let high = (await point(0)).total;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const at = (await point(middle)).steps[0] ?? Infinity;
      if (at < step) low = middle + 1;
      else high = middle;
    }
    return (await point(low)).times[0];
  }
}

/** Seconds the clock a run's id was made by is ahead of UTC, to the quarter of an hour; 0 where the id says nothing. */
function clockOf(runId: string, created: number): number {
  const parts = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)_/u.exec(runId)?.slice(1).map(Number);
  if (!parts) return 0;
  const [year = 0, month = 1, date = 1, hours = 0, minutes = 0, seconds = 0] = parts;
  const local = Date.UTC(year, month - 1, date, hours, minutes, seconds) / 1000;
  const ahead = Math.round((local - created) / 900) * 900;
  return Math.abs(ahead) <= 14 * 3600 ? ahead : 0;
}
