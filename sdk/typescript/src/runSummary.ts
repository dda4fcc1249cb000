import { BestMetric } from "./bestMetric.ts";
import { readJson, readToReplace, replaceJson } from "./jsonFile.ts";
import { type PlainObject, emptyObject, plainText, toPlain } from "./plain.ts";

const resultMilliseconds = 1000;
const bestMilliseconds = 15_000;

/** The results of one run: what the program said, and the best value of its primary metric. */
export class RunSummary {
  readonly #file: string;
  #pending = emptyObject();
  #best: BestMetric | undefined;
  #triedAt: number | undefined;
  readonly #begunAt = Date.now();

  /** `file` is the run's summary.json. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Whether a primary metric is followed. */
  get follows(): boolean {
    return this.#best !== undefined;
  }

  /** Whether there is a best value that was not written yet. */
  get changed(): boolean {
    return this.#best?.changed === true;
  }

  /** Whether there are results that were not written yet. */
  get waits(): boolean {
    return Object.keys(this.#pending).length > 0;
  }

  /** Whether what was not written yet has waited long enough; `now` is Unix milliseconds. */
  isDue(now: number): boolean {
    if (this.waits && this.#triedAt === undefined) return true;
    const waited = now - (this.#triedAt ?? this.#begunAt);
    // The clock may have been set back.
    if (waited < 0) return this.waits || this.changed;
    return waited >= (this.waits ? resultMilliseconds : bestMilliseconds);
  }

  /** Remembers results; `onBadValue` hears of what JSON cannot hold. */
  update(
    values: Readonly<Record<string, unknown>>,
    onBadValue: (key: string, reason: string) => void,
  ): void {
    for (const [key, value] of Object.entries(values)) {
      try {
        if (value !== undefined) this.#pending[plainText(key)] = toPlain(value);
      } catch (error) {
        onBadValue(key, plainText(error));
      }
    }
  }

  /** Follows the best value of a metric, going on from the one in the file. */
  follow(name: string, mode: "max" | "min"): void {
    this.#best = new BestMetric(name, mode, readJson(this.#file));
  }

  /** Takes the values of one record into account. Throws NotPlain. */
  observe(data: Readonly<Record<string, unknown>>, step: number): void {
    const best = this.#best;
    if (best !== undefined && Object.hasOwn(data, best.name)) best.observe(data[best.name], step);
  }

  /** Merges what is new into the file. Throws what the file system said. */
  write(): void {
    this.#triedAt = Date.now();
    const values: PlainObject = { ...this.#pending, ...this.#best?.summary() };
    if (Object.keys(values).length > 0) {
      replaceJson(this.#file, { ...readToReplace(this.#file), ...values });
    }
    // Only now: what a full disk refused is written with the next change.
    this.#pending = emptyObject();
    this.#best?.settle();
  }
}
