import type { Swatch } from "#webviews/shared/charts/lineSwatch.ts";
import { checkbox } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";
import { type FlatValue, flatten } from "#webviews/shared/flatten.ts";
import { formatDateTime, formatDuration } from "#webviews/shared/format.ts";

import { DiffTable } from "./diffTable.ts";
import type { ComparedRun, RunValues } from "./messages.ts";

export interface ComparedValues {
  readonly run: ComparedRun;
  readonly name: string;
  readonly values: RunValues | undefined;
  readonly swatch: Swatch;
}

/** In what the runs differ. */
export class ValuesView {
  readonly root: HTMLElement;
  readonly #config = new DiffTable("Config");
  readonly #summary = new DiffTable("Summary");
  readonly #run = new DiffTable("Run");
  #isAll: boolean;
  #runs: readonly ComparedValues[] = [];

  constructor(isAll: boolean, onAll: (isAll: boolean) => void) {
    this.#isAll = isAll;
    this.root = element(
      "div",
      { class: "values-view" },
      element(
        "div",
        { class: "toolbar", attributes: { role: "toolbar", "aria-label": "Values" } },
        checkbox({
          label: "Only differences",
          title: "Leave out what is the same in all runs shown",
          checked: !isAll,
          onChange: (isOnly) => {
            this.#isAll = !isOnly;
            onAll(!isOnly);
            this.update(this.#runs);
          },
        }),
      ),
      this.#config.root,
      this.#summary.root,
      this.#run.root,
    );
  }

  update(runs: readonly ComparedValues[]): void {
    this.#runs = runs;
    const columns = (valuesOf: (one: ComparedValues) => readonly FlatValue[]) =>
      runs.map((one) => ({ name: one.name, swatch: one.swatch, values: valuesOf(one) }));
    this.#config.update(
      columns(({ values }) => flatten(values?.config ?? {})),
      this.#isAll,
    );
    this.#summary.update(
      columns(({ values }) => flatten(values?.summary ?? {})),
      this.#isAll,
    );
    this.#run.update(columns(factsOf), this.#isAll);
  }
}

function factsOf({ run: { host, run } }: ComparedValues): FlatValue[] {
  if (!run) return [{ path: "host", value: host }];
  const started = run.started_at ?? run.created_at;
  const facts: [path: string, value: string | null][] = [
    ["host", host],
    ["hostname", run.hostname],
    ["project", run.project],
    ["name", run.name],
    ["status", run.status],
    ["exit reason", run.exit_reason],
    ["tags", run.tags.join(", ")],
    ["notes", run.notes],
    ["started", formatDateTime(started)],
    ["duration", run.ended_at === null ? null : formatDuration(run.ended_at - started)],
  ];
  return facts.flatMap(([path, value]) =>
    value === null || value === "" ? [] : [{ path, value }],
  );
}
