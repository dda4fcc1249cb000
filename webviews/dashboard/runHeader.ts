import type { RunDetail } from "#core/protocol/run.ts";
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

import { problemsNotice } from "./problemsNotice.ts";

/** The top of the page: which run this is and how it does. Times tick by themselves. */
export class RunHeader {
  readonly root = element("header", { class: "run-header" });
  readonly #started = element("span", { class: "number" });
  readonly #duration = element("span", { class: "number" });
  readonly #timer: ReturnType<typeof setInterval>;
  #run: RunDetail | null = null;
  #shown = "";

  constructor() {
    this.#timer = setInterval(() => this.#tick(), 1000);
  }

  update(run: RunDetail | null): void {
    this.#run = run;
    const text = JSON.stringify(run);
    if (text !== this.#shown) {
      this.#shown = text;
      this.root.replaceChildren(...(run ? this.#build(run) : []));
    }
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
      run.hostname === null ? null : fact("vm", showControls(run.hostname)),
      tags(run.tags),
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
      keyMetric(run),
    );
    const reason =
      run.exit_reason === null || run.status === "finished"
        ? null
        : element(
            "div",
            { class: "notice error" },
            icon("error"),
            element("span", { class: "reason", text: showControls(run.exit_reason) }),
          );
    return [top, reason, problemsNotice(run.problems)].filter((part) => part !== null);
  }

  #tick(): void {
    const run = this.#run;
    if (!run) return;
    const now = Date.now() / 1000;
    const started = run.started_at ?? run.created_at;
    const ended = run.ended_at ?? (run.status === "running" ? now : null);
    setText(this.#started, formatAgo(started, now));
    setText(this.#duration, ended === null ? "–" : formatDuration(Math.max(0, ended - started)));
  }
}

function fact(name: string, content: HTMLElement | string): HTMLElement {
  const text = element("span", { class: "fact-text" }, content);
  return element("span", { class: "fact" }, icon(name), text);
}

function tags(all: readonly string[]): HTMLElement | null {
  if (all.length === 0) return null;
  const labels = all.map(showControls);
  return element(
    "span",
    { class: "tags" },
    ...labels.map((text) => element("span", { class: "tag", text, title: text })),
  );
}

function keyMetric(run: RunDetail): HTMLElement | null {
  const metric = run.key_metric;
  if (!metric) return null;
  return element(
    "div",
    { class: "key-metric" },
    element("div", { class: "key-metric-value number", text: formatNumber(metric.value) }),
    element("div", {
      class: "key-metric-name",
      text: `${metric.aggregate === "best" ? "best" : "last"} ${showControls(metric.key)}`,
    }),
  );
}
