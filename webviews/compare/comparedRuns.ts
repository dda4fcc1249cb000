import type { ComparedRun, RunMetric, RunValues, ToPage } from "./messages.ts";

/** What the page knows of the runs compared. */
export class ComparedRuns {
  #runs: readonly ComparedRun[] = [];
  readonly #values = new Map<string, RunValues>();
  readonly #metrics = new Map<string, ReadonlyMap<string, RunMetric>>();
  /** Counts the changes of each metric, in any run. */
  readonly #revisions = new Map<string, number>();

  get all(): readonly ComparedRun[] {
    return this.#runs;
  }

  /** Of those whose values are known. */
  get values(): readonly RunValues[] {
    return this.#runs.flatMap(({ ref }) => this.#values.get(ref) ?? []);
  }

  valuesOf(ref: string): RunValues | undefined {
    return this.#values.get(ref);
  }

  metricsOf(ref: string): ReadonlyMap<string, RunMetric> | undefined {
    return this.#metrics.get(ref);
  }

  metric(ref: string, key: string): RunMetric | undefined {
    return this.#metrics.get(ref)?.get(key);
  }

  /** Every metric that one of the runs has, with a number that is another one after each change of it. */
  get revisions(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const { ref } of this.#runs) {
      for (const key of this.#metrics.get(ref)?.keys() ?? []) {
        found.set(key, this.#revisions.get(key) ?? 0);
      }
    }
    return found;
  }

  take(message: Exclude<ToPage, { type: "series" | "points" | "answer" }>): void {
    if (message.type === "state") {
      this.#runs = message.state.runs;
    } else if (message.type === "values") {
      this.#values.set(message.ref, message);
    } else {
      this.#takeMetrics(message.ref, message.metrics);
    }
  }

  #takeMetrics(ref: string, metrics: readonly RunMetric[]): void {
    const before = this.#metrics.get(ref);
    const now = new Map(metrics.map((metric) => [metric.key, metric]));
    for (const key of new Set([...(before?.keys() ?? []), ...now.keys()])) {
      if (before?.get(key)?.version === now.get(key)?.version) continue;
      this.#revisions.set(key, (this.#revisions.get(key) ?? 0) + 1);
    }
    this.#metrics.set(ref, now);
  }
}
