import type { MetricInfo } from "#core/protocol/metric.ts";
import type { RunDetail } from "#core/protocol/run.ts";
import { type LogBar, timeLeft } from "#core/protocol/timeLeft.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";
import {
  formatAgo,
  formatDateTime,
  formatDuration,
  formatNumber,
} from "#webviews/shared/format.ts";
import { statusLabel } from "#webviews/shared/runStatus.ts";
import { runTitle } from "#webviews/shared/runTitle.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { endNotice } from "./endNotice.ts";
import type { DashboardState } from "./messages.ts";
import { timeLeftText } from "./overview/timeLeftText.ts";
import { problemsNotice } from "./problemsNotice.ts";
import { t } from "./texts.ts";

/** Tags shown at first. */
const mostTags = 12;

type HeaderState = Pick<DashboardState, "run" | "metrics" | "clockOffset" | "knownUntil" | "bar">;

/** The top of the page: which run this is and how it does. Times tick by themselves. */
export class RunHeader {
  readonly root = element("header", { class: "run-header" });
  readonly #started = element("span", { class: "number" });
  readonly #duration = element("span", { class: "number" });
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #key = element("div", { class: "key-metric" });
  readonly #left = element("span", { class: "number" });
  #run: RunDetail | null = null;
  #metrics: readonly MetricInfo[] = [];
  #clockOffset = 0;
  #knownUntil: number | null = null;
  #bar: LogBar | null = null;
  #shown = "";
  #end: { readonly text: string; readonly notice: HTMLElement | null } | undefined;
  #problems: { readonly text: string; readonly notice: HTMLElement | null } | undefined;
  #allTags = false;

  constructor() {
    this.#timer = setInterval(() => this.#tick(), 1000);
  }

  update({ run, metrics, clockOffset, knownUntil, bar }: HeaderState): void {
    this.#run = run;
    this.#metrics = metrics;
    this.#clockOffset = clockOffset;
    this.#knownUntil = knownUntil;
    this.#bar = bar;
    const text = JSON.stringify(run && shownOf(run));
    if (text !== this.#shown) {
      this.#shown = text;
      this.root.replaceChildren(...(run ? this.#build(run) : []));
    }
    showKeyMetric(this.#key, run);
    this.#tick();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #build(run: RunDetail): HTMLElement[] {
    const started = run.started_at ?? run.created_at;
    this.#started.title = formatDateTime(started);
    const title = runTitle(run);
    const path = [run.project, ...(run.name === "" ? [] : run.name.split("/"))].map(showControls);
    const facts = element(
      "div",
      { class: "facts" },
      statusLabel(run.status),
      fact("calendar", this.#started),
      fact("clockface", this.#duration),
      fact("watch", this.#left),
      run.hostname === null ? null : fact("vm", showControls(run.hostname)),
      this.#tags(run.tags),
    );
    const top = element(
      "div",
      { class: "title-row" },
      element(
        "div",
        { class: "title" },
        element("div", { class: "path", text: path.join(" / "), title: path.join(" / ") }),
        element("h1", { text: title, title }),
        facts,
      ),
      this.#key,
    );
    return [top, this.#endOf(run), this.#problemsOf(run)].filter((part) => part !== null);
  }

  /** The same element as long as it says the same: it stays open. */
  #endOf(run: RunDetail): HTMLElement | null {
    const text = JSON.stringify([run.id, run.status, run.exit_reason, run.traceback]);
    if (this.#end?.text !== text) this.#end = { text, notice: endNotice(run) };
    return this.#end.notice;
  }

  /** The same element as long as the problems are the same ones: it stays open. */
  #problemsOf({ problems }: RunDetail): HTMLElement | null {
    const text = JSON.stringify(problems);
    if (this.#problems?.text !== text) this.#problems = { text, notice: problemsNotice(problems) };
    return this.#problems.notice;
  }

  #tags(all: readonly string[]): HTMLElement | null {
    if (all.length === 0) return null;
    const labels = all.map(showControls);
    const shown = this.#allTags || all.length <= mostTags + 1 ? labels : labels.slice(0, mostTags);
    const root = element(
      "span",
      { class: "tags" },
      ...shown.map((text) => element("span", { class: "tag", text, title: text })),
    );
    const left = labels.slice(shown.length);
    if (left.length > 0) {
      const more = element("button", {
        class: "link",
        text: t("{n} more tag{n:|s}", { n: left.length }),
        title: left.slice(0, 50).join(", "),
        attributes: { type: "button" },
        on: {
          click: () => {
            this.#allTags = true;
            const tags = this.#tags(all);
            if (tags) root.replaceWith(tags);
          },
        },
      });
      root.append(more);
    }
    return root;
  }

  #tick(): void {
    const run = this.#run;
    if (!run) return;
    const now = Date.now() / 1000 + this.#clockOffset;
    const started = run.started_at ?? run.created_at;
    // What the run has done since nobody could see it, nobody knows.
    const until = this.#knownUntil ?? now;
    const ended = run.ended_at ?? (run.status === "running" ? until : null);
    setText(this.#started, formatAgo(started, now));
    setText(this.#duration, ended === null ? "–" : formatDuration(Math.max(0, ended - started)));
    const left = this.#knownUntil === null ? timeLeft(run, this.#metrics, this.#bar) : null;
    setText(this.#left, left ? timeLeftText(left) : "");
    const place = this.#left.closest<HTMLElement>(".fact");
    if (place) place.hidden = left === null;
  }
}

/** What a change of rebuilds the header. What changes with every point stays out, so that a selection in it lasts. */
function shownOf(run: RunDetail): Partial<RunDetail> {
  const { id, run_id, project, name, display_name, alias, tags, hostname, problems } = run;
  const { status, exit_reason, traceback, created_at, started_at } = run;
  const named = { id, run_id, project, name, display_name, alias, tags, hostname };
  return { ...named, status, exit_reason, traceback, created_at, started_at, problems };
}

function fact(name: string, content: HTMLElement | string): HTMLElement {
  const text = element("span", { class: "fact-text" }, content);
  return element("span", { class: "fact" }, icon(name), text);
}

function showKeyMetric(root: HTMLElement, run: RunDetail | null): void {
  const metric = run?.key_metric;
  root.hidden = !metric;
  if (!metric) return;
  if (root.childElementCount === 0) {
    root.append(
      element("div", { class: "key-metric-value number" }),
      element("div", { class: "key-metric-name" }),
    );
  }
  const [value, name] = root.children;
  const of = t(metric.aggregate === "best" ? "best {key}" : "last {key}", {
    key: showControls(metric.key),
  });
  if (value) setText(value, formatNumber(metric.value));
  if (name) setText(name, of);
}
