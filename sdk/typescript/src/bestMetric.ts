import { type PlainObject, emptyObject, toPlain } from "./plain.ts";

/** Follows the best value of one metric. Values that are not finite are never best. */
export class BestMetric {
  readonly name: string;
  readonly #mode: "max" | "min";
  #value: number | bigint | undefined;
  #step: number | null = null;
  #changed = false;

  /** `summary` is what the run has so far: a resumed run goes on from its best. */
  constructor(name: string, mode: "max" | "min", summary: PlainObject) {
    this.name = name;
    this.#mode = mode;
    const { best_metric_value: value, best_metric_step: step } = summary;
    const same = summary["best_metric_name"] === name && summary["best_metric_mode"] === mode;
    if (same && typeof value === "number") this.#value = value;
    if (same && typeof step === "number") this.#step = step;
  }

  /** Whether `summary` tells something that was not written yet. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Takes one logged value into account. Throws NotPlain. */
  observe(value: unknown, step: number): void {
    const number = toPlain(value);
    if (typeof number !== "bigint" && (typeof number !== "number" || !Number.isFinite(number))) {
      return;
    }
    const best = this.#value;
    if (best !== undefined && (this.#mode === "max" ? number <= best : number >= best)) return;
    this.#value = number;
    this.#step = step;
    this.#changed = true;
  }

  /** The summary was written. */
  settle(): void {
    this.#changed = false;
  }

  /** The four keys of summary.json; none before the first value. */
  summary(): PlainObject {
    if (this.#value === undefined) return emptyObject();
    return {
      best_metric_value: this.#value,
      best_metric_name: this.name,
      best_metric_step: this.#step,
      best_metric_mode: this.#mode,
    };
  }
}
