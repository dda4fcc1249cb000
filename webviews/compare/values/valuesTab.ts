import { betterDirection } from "#webviews/shared/betterDirection.ts";
import { element } from "#webviews/shared/element.ts";
import { type FlatValue, flatten } from "#webviews/shared/flatten.ts";
import { formatDateTime, formatDuration } from "#webviews/shared/format.ts";
import { statusText } from "#webviews/shared/runStatus.ts";

import type { RunMetric } from "../messages.ts";
import { hostOf } from "../runRow.ts";
import { t } from "../texts.ts";
import type { ComparedColumn } from "./comparedColumn.ts";
import { DiffTable, type DiffView } from "./diffTable.ts";

/** In what the runs differ: what they were told to do, and what came of it. */
export class ValuesTab {
  readonly root: HTMLElement;
  readonly #config = new DiffTable(t("Config"), t("These runs recorded no config."));
  readonly #summary = new DiffTable(t("Summary"), t("These runs recorded no summary."));
  readonly #metrics = new DiffTable(t("Last values"), t("None of these runs logged a metric yet."));
  readonly #run = new DiffTable(t("Run"), "");
  /** A page is told of a run several times a second; of its config, when that is another one. */
  readonly #flat = new WeakMap<object, FlatValue[]>();

  constructor() {
    this.root = element(
      "div",
      { class: "values-view" },
      this.#config.root,
      this.#summary.root,
      this.#metrics.root,
      this.#run.root,
    );
  }

  update(runs: readonly ComparedColumn[], view: Omit<DiffView, "directionOf">): void {
    const directionOf = (key: string): -1 | 0 | 1 =>
      betterDirection(
        key,
        runs.map(({ metrics }) => metrics?.get(key)),
      );
    const show = (
      table: DiffTable,
      valuesOf: (run: ComparedColumn) => readonly FlatValue[] | null,
      directed: boolean,
    ): void => {
      const columns = runs.map((run) => {
        const { name, swatch, isBaseline } = run;
        const { error } = run.run;
        return { name, swatch, isBaseline, values: valuesOf(run), ...(error && { reason: error }) };
      });
      table.update(columns, { ...view, directionOf: directed ? directionOf : () => 0 });
    };
    show(this.#config, ({ values }) => (values ? this.#flatten(values.config) : null), false);
    show(this.#summary, ({ values }) => (values ? this.#flatten(values.summary) : null), true);
    show(this.#metrics, ({ metrics }) => (metrics ? lastValues(metrics) : null), true);
    show(this.#run, factsOf, false);
  }

  #flatten(values: Readonly<Record<string, unknown>>): FlatValue[] {
    const known = this.#flat.get(values) ?? flatten(values);
    this.#flat.set(values, known);
    return known;
  }
}

function lastValues(metrics: ReadonlyMap<string, RunMetric>): FlatValue[] {
  return Array.from(metrics.values()).flatMap(({ key, last }) =>
    last === null ? [] : [{ path: key, value: String(last) }],
  );
}

function factsOf({ run: compared }: ComparedColumn): FlatValue[] {
  const { run } = compared;
  const host = hostOf(compared);
  if (!run) return [{ path: t("host"), value: host }];
  const started = run.started_at ?? run.created_at;
  const facts: [path: string, value: string | null][] = [
    [t("host"), host],
    [t("hostname"), run.hostname],
    [t("project"), run.project],
    [t("name"), run.name],
    [t("status"), statusText(run.status)],
    [t("exit reason"), run.exit_reason],
    [t("tags"), run.tags.join(", ")],
    [t("notes"), run.notes],
    [t("started"), formatDateTime(started)],
    [t("duration"), run.ended_at === null ? null : formatDuration(run.ended_at - started)],
  ];
  return facts.flatMap(([path, value]) =>
    value === null || value === "" ? [] : [{ path, value }],
  );
}
