import { element } from "#webviews/shared/element.ts";

import { type Gap, gapsOf } from "./gaps.ts";
import type { PlottedRun } from "./plottedRun.ts";
import type { RunColumn } from "./runColumn.ts";
import { t } from "./texts.ts";

/** As many runs are named in a sentence; more unfold. */
const mostNamed = 6;

export interface NotedPlot {
  readonly runs: readonly PlottedRun[];
  readonly outcome: RunColumn | undefined;
  /** What else they have a place by. */
  readonly others: readonly RunColumn[];
  /** Whether a run without a place in one of them has a line nevertheless. */
  readonly isGapped: boolean;
}

/** What stands near a plot: which values are better, and which runs are not in it. */
export class PlotNotes {
  readonly root = element("div", { class: "analysis-notes" });
  #shown = "";

  update({ runs, outcome, others, isGapped }: NotedPlot): void {
    const m = runs.length;
    const of = outcome ? [outcome] : [];
    const lists = isGapped
      ? [
          noteOf(gapsOf(runs, of), (n) =>
            t("{n} of {m} lines {n:ends|end} before {name}", { n, m, name: outcome?.label ?? "" }),
          ),
          noteOf(gapsOf(runs, others), (n) => t("{n} of {m} lines {n:has|have} gaps", { n, m })),
        ]
      : [
          noteOf(gapsOf(runs, [...of, ...others]), (n) =>
            t("{n} of {m} runs {n:is|are} left out", { n, m }),
          ),
        ];
    const direction = directionOf(outcome);
    const text = JSON.stringify([direction, lists]);
    if (text === this.#shown) return;
    this.#shown = text;
    this.root.replaceChildren(
      ...(direction === "" ? [] : [element("p", { class: "analysis-note", text: direction })]),
      ...lists.flatMap((list) => (list ? [listOf(list)] : [])),
    );
  }
}

interface Note {
  readonly told: string;
  readonly sentences: readonly string[];
  readonly isLong: boolean;
}

/** Null where no run is without a value. */
function noteOf(gaps: readonly Gap[], told: (count: number) => string): Note | null {
  const { size } = new Set(gaps.flatMap(({ runs }) => runs.map(({ ref }) => ref)));
  return size === 0
    ? null
    : { told: told(size), sentences: gaps.map(sentenceOn), isLong: size > mostNamed };
}

function listOf({ told, sentences, isLong }: Note): HTMLElement {
  if (!isLong) {
    return element("p", { class: "analysis-note", text: `${told}: ${sentences.join("; ")}` });
  }
  return element(
    "details",
    { class: "analysis-note" },
    element("summary", { text: told }),
    ...sentences.map((text) => element("p", { text })),
  );
}

function sentenceOn({ column, reason, runs }: Gap): string {
  const names = runs.map(({ name }) => name).join(", ");
  return t("{names} ({column}: {reason})", { names, column: column.label, reason });
}

function directionOf(outcome: RunColumn | undefined): string {
  const better = outcome?.better ?? 0;
  if (!outcome || better === 0) return "";
  const name = outcome.label;
  return better < 0
    ? t("{name}: lower is better", { name })
    : t("{name}: higher is better", { name });
}
