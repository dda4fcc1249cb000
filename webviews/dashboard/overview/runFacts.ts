import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { type LogBar, timeLeft } from "#core/protocol/timeLeft.ts";
import { element, setText } from "#webviews/shared/element.ts";
import type { FlatValue } from "#webviews/shared/flatten.ts";
import { formatDateTime, formatDuration } from "#webviews/shared/format.ts";

import { t } from "../texts.ts";
import { ValueTable } from "../valueTable.ts";
import { timeLeftText } from "./timeLeftText.ts";

/** Where and when a run ran, and how far it is. */
export class RunFacts {
  readonly root: HTMLElement;
  readonly #table = new ValueTable(t("Run"), "");
  readonly #progress = element("div", { class: "run-progress", attributes: { hidden: true } });
  readonly #bar = element("progress", { attributes: { max: 1, "aria-label": t("Progress") } });
  readonly #text = element("span", { class: "number" });
  readonly #unknown = element("p", {
    class: "hint",
    text: t(
      "How long it still takes is not known: its config has no total such as max_steps or epochs, and its log no progress bar.",
    ),
    attributes: { hidden: true },
  });

  constructor() {
    this.#progress.append(this.#bar, this.#text);
    this.root = element(
      "div",
      { class: "run-facts" },
      this.#progress,
      this.#unknown,
      this.#table.root,
    );
  }

  /** `isKnown`: false where the run's machine is away, and what is left of the run passes unseen. */
  update(
    run: RunDetail,
    metrics: readonly MetricInfo[],
    bar: LogBar | null,
    isKnown: boolean,
  ): void {
    this.#table.update(run, facts);
    const left = isKnown ? timeLeft(run, metrics, bar) : null;
    this.#progress.hidden = left === null;
    this.#unknown.hidden = left !== null || run.status !== "running" || !isKnown;
    if (left === null) return;
    this.#bar.value = left.done;
    setText(this.#text, `${Math.floor(left.done * 100)}% · ${timeLeftText(left)}`);
  }
}

function facts(run: RunDetail): FlatValue[] {
  const time = (at: number | null): string | null => (at === null ? null : formatDateTime(at));
  const began = run.started_at ?? run.created_at;
  const all: [path: string, value: string | null][] = [
    [t("id"), run.run_id],
    [t("created"), time(run.created_at)],
    [t("started"), time(run.started_at)],
    [t("ended"), time(run.ended_at)],
    [t("duration"), run.ended_at === null ? null : formatDuration(run.ended_at - began)],
    [t("host"), run.hostname],
    [t("process"), run.pid === null ? null : String(run.pid)],
    [t("platform"), run.platform],
    [t("python"), run.python],
    [t("directory"), run.dir],
  ];
  return all.flatMap(([path, value]) => (value === null || value === "" ? [] : [{ path, value }]));
}
