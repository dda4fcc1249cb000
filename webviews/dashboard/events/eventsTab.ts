import type { RunEvent } from "#core/protocol/event.ts";
import { button, checkbox } from "#webviews/shared/controls.ts";
import { element, icon } from "#webviews/shared/element.ts";
import { EventReader } from "#webviews/shared/eventReader.ts";
import { formatDateTime, formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { showLines } from "#webviews/shared/showLines.ts";

import type { RunCalls } from "../pageRoutes.ts";
import { t } from "../texts.ts";

const perRead = 200;
const mostText = 4000;

const levels = {
  info: { icon: "info", label: () => t("info") },
  warning: { icon: "warning", label: () => t("warning") },
  error: { icon: "error", label: () => t("error") },
} as const;

/** What a training wanted people to know, and whatever else it logged that is no metric, newest first. */
export class EventsTab {
  readonly root: HTMLElement;
  readonly #client: Pick<RunCalls, "listEvents">;
  readonly #run: string;
  readonly #onCount: (alerts: number) => void;
  readonly #rows = element("tbody");
  readonly #table: HTMLElement;
  readonly #empty = element("p", { class: "empty", text: t("No event was logged.") });
  readonly #more: HTMLElement;
  #events: readonly RunEvent[] = [];
  #shown = perRead;
  #reader: EventReader;
  #version = -1;

  constructor(
    client: Pick<RunCalls, "listEvents">,
    run: string,
    onCount: (alerts: number) => void,
  ) {
    this.#client = client;
    this.#run = run;
    this.#onCount = onCount;
    this.#reader = this.#readerOf(false);
    this.#more = button(t("Show more"), () => {
      this.#shown += perRead;
      this.#draw();
    });
    const all = checkbox({
      label: t("All events"),
      title: t("All events"),
      checked: false,
      onChange: (withAll) => {
        this.#events = [];
        this.#reader = this.#readerOf(withAll);
        this.#load();
      },
    });
    const head = [t("Type"), t("Time"), t("Step"), t("Text")].map((text) =>
      element("th", { text, attributes: { scope: "col" } }),
    );
    this.#table = element(
      "table",
      { class: "events-table" },
      element("thead", {}, element("tr", {}, ...head)),
      this.#rows,
    );
    this.root = element(
      "div",
      { class: "events" },
      element("h2", { class: "visually-hidden", text: t("Alerts") }),
      element("div", { class: "toolbar" }, all),
      this.#table,
      this.#empty,
      this.#more,
    );
    this.#draw();
  }

  /** `version` is another number where there is more to be read. */
  update(version: number): void {
    if (version === this.#version) return;
    this.#version = version;
    this.#load();
  }

  #load(): void {
    this.#reader.read().catch(() => undefined);
  }

  #readerOf(withAll: boolean): EventReader {
    const reader = new EventReader({
      client: this.#client,
      run: this.#run,
      query: withAll ? {} : { type: "alert" },
      perRead,
      onEvents: (events) => {
        // What was asked for before somebody wanted others comes too late.
        if (reader !== this.#reader) return;
        this.#events = inOrder([...this.#events, ...events]);
        this.#draw();
      },
    });
    return reader;
  }

  #draw(): void {
    const newest = this.#events.toReversed().slice(0, this.#shown);
    this.#rows.replaceChildren(...newest.map(rowOf));
    this.#table.hidden = newest.length === 0;
    this.#empty.hidden = newest.length > 0;
    this.#more.hidden = this.#events.length <= this.#shown;
    this.#onCount(this.#events.filter(({ type }) => type === "alert").length);
  }
}

/** By their time, since each process's events come by themselves; one without a time stays behind those before it. */
function inOrder(events: readonly RunEvent[]): RunEvent[] {
  let newest = -Infinity;
  const timed = events.map((event) => ({ event, time: (newest = event.ts ?? newest) }));
  return timed.sort((a, b) => a.time - b.time).map(({ event }) => event);
}

function rowOf(event: RunEvent): HTMLElement {
  const { ts, step, data } = event;
  const level = data["level"];
  const isKnown = level === "info" || level === "warning" || level === "error";
  const kind =
    event.type === "alert" && isKnown
      ? [icon(levels[level].icon), levels[level].label()]
      : [showControls(event.type.slice(0, 100))];
  return element(
    "tr",
    { class: isKnown ? `alert-${level}` : "" },
    element("td", { class: "event-type" }, ...kind),
    element("td", { class: "number", text: ts === null ? "–" : formatDateTime(ts) }),
    element("td", { class: "number", text: step === null ? "–" : formatStep(step) }),
    element("td", { class: "event-text" }, ...textOf(event)),
  );
}

function textOf({ type, key, data }: RunEvent): (HTMLElement | string)[] {
  const { title, text } = data;
  if (type === "alert") {
    const heading =
      typeof title === "string" && title !== ""
        ? [element("strong", { text: showControls(title) }), " "]
        : [];
    return [...heading, shown(typeof text === "string" ? text : "")];
  }
  return [shown(`${key ?? ""} ${JSON.stringify(data)}`.trim())];
}

function shown(text: string): string {
  return showLines(text, mostText);
}
