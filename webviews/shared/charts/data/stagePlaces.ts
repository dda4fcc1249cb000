import type { Series } from "#core/protocol/metric.ts";
import { axisKind } from "#webviews/shared/charts/axes/axis.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";

import { metricStages } from "./metricStages.ts";
import type { LineRun } from "./runLines.ts";
import type { StageMark } from "./stageMarks.ts";

interface Known {
  readonly stages: string;
  readonly version: string | undefined;
  marks: readonly StageMark[] | Promise<readonly StageMark[]>;
  /** The place of the newest stage is not known yet: more points may say it. */
  isOpen: boolean;
}

/** Where stages of runs begin on axes of metrics: asked for once, as what was logged stays. */
export class StagePlaces {
  readonly #ask: (run: LineRun, metric: string, steps: Partial<XWindow>) => Promise<Series>;
  /** By run and axis. */
  readonly #known = new Map<string, Map<string, Known>>();

  /** `ask` gets a metric of a run over steps, in as few buckets as possible. */
  constructor(ask: (run: LineRun, metric: string, steps: Partial<XWindow>) => Promise<Series>) {
    this.#ask = ask;
  }

  /** None where they cannot be had. */
  of(run: LineRun, axis: string): readonly StageMark[] | Promise<readonly StageMark[]> {
    if (axisKind(axis) !== "metric" || run.stages.length === 0) return run.stages;
    const ofRun = this.#known.get(run.ref) ?? new Map<string, Known>();
    this.#known.set(run.ref, ofRun);
    const before = ofRun.get(axis);
    const stages = JSON.stringify(run.stages);
    const version = run.axisVersion;
    if (before?.stages === stages) {
      const isAsked = before.marks instanceof Promise;
      if (isAsked || !before.isOpen || before.version === version) return before.marks;
    }
    if (run.isLost) return before?.marks ?? [];
    const found = metricStages(run.stages, (steps) => this.#ask(run, axis, steps));
    const known: Known = {
      stages,
      version,
      isOpen: true,
      marks: found.then(
        ({ marks, isOpen }) => {
          known.isOpen = isOpen;
          known.marks = marks;
          return marks;
        },
        () => {
          if (ofRun.get(axis) === known) ofRun.delete(axis);
          return [];
        },
      ),
    };
    ofRun.set(axis, known);
    return known.marks;
  }

  /** Forgets runs that are no longer shown. */
  keepOnly(refs: ReadonlySet<string>): void {
    for (const ref of this.#known.keys()) if (!refs.has(ref)) this.#known.delete(ref);
  }
}
