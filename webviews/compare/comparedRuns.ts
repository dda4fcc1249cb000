import type { Stage } from "#core/protocol/metric.ts";

import type { ComparedRun, RunMetric, RunValues, ToPage } from "./messages.ts";

/** What the page knows of the runs compared. */
export class ComparedRuns {
  #runs: readonly ComparedRun[] = [];
  readonly #values = new Map<string, RunValues>();
  readonly #metrics = new Map<string, ReadonlyMap<string, RunMetric>>();
  readonly #stages = new Map<string, readonly Stage[]>();
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

  /** Where the stages of a run begin. */
  stagesOf(ref: string): readonly Stage[] {
    return this.#stages.get(ref) ?? [];
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
      this.#takeMetrics(message.ref, message.metrics, message.stages);
    }
  }

  /** All metrics of a run whose stages are others are drawn again. */
  #takeMetrics(ref: string, metrics: readonly RunMetric[], stages: readonly Stage[]): void {
    const before = this.#metrics.get(ref);
    const now = new Map(metrics.map((metric) => [metric.key, metric]));
    const isStaged = stages.length !== this.stagesOf(ref).length;
    for (const key of new Set([...(before?.keys() ?? []), ...now.keys()])) {
      if (!isStaged && before?.get(key)?.version === now.get(key)?.version) continue;
      this.#revisions.set(key, (this.#revisions.get(key) ?? 0) + 1);
    }
    this.#metrics.set(ref, now);
    this.#stages.set(ref, stages);
  }
}
