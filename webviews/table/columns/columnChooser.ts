import type { RunColumn, RunColumnList } from "#core/protocol/runTable.ts";
import { button } from "#webviews/shared/controls.ts";
import { element, icon } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import { Popup } from "../popups/popup.ts";
import { t } from "../texts.ts";
import type { ViewColumn } from "../view.ts";
import { columnOf, sparkField } from "./column.ts";
import { columnsByKind } from "./columnsByKind.ts";

/** Lines of the list that are put into the page. */
const mostLines = 300;
/** Milliseconds after a key before the host is asked. */
const patience = 150;

interface ChooserEvents {
  shown(): readonly ViewColumn[];
  onToggle(field: string): void;
  onAuto(): void;
  /** Fields with all words of a text in their name; null where all there are were known at the start. */
  search(text: string): Promise<RunColumnList | null>;
}

/** Opens a list of all columns there are, to be searched. Those shown come first. */
export function openColumnChooser(at: DOMRect, known: RunColumnList, events: ChooserEvents): Popup {
  const shown = events.shown().map(({ field }) => field);
  const columns = new Map(known.columns.map((column) => [column.field, column]));
  let fields = new Set([...shown, ...allFields(known.columns)]);
  /** Columns that nobody has told of. */
  let untold = known.total - known.columns.length;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const list = element("div", {
    class: "chooser-list",
    attributes: { role: "group", "aria-label": t("Columns") },
  });
  const search = element("input", {
    class: "plain-input",
    attributes: {
      type: "search",
      placeholder: t("Search columns"),
      "aria-label": t("Search columns"),
    },
  });
  const more = element("p", { class: "chooser-more", attributes: { role: "status" } });
  const line = (field: string): HTMLElement => {
    const { label, detail } = columnOf({ field }, columns.get(field)?.type);
    const box = element("input", {
      attributes: {
        type: "checkbox",
        ...(events.shown().some((column) => column.field === field) && { checked: true }),
      },
      on: { change: () => events.onToggle(field) },
    });
    const count = columns.get(field)?.count;
    return element(
      "label",
      { class: "chooser-line", title: showControls(field) },
      box,
      element("span", { class: "text", text: label.slice(0, 300) }),
      element("span", { class: "head-detail", text: detail }),
      count === undefined
        ? null
        : element("span", { class: "chooser-count number", text: formatStep(count) }),
    );
  };
  const fill = (): void => {
    const wanted = search.value.toLowerCase().split(/\s+/u).filter(Boolean);
    const found = [...fields].filter((field) => {
      const name = `${field} ${columnOf({ field }, undefined).label}`.toLowerCase();
      return wanted.every((word) => name.includes(word));
    });
    list.replaceChildren(...found.slice(0, mostLines).map(line));
    const n = Math.max(0, found.length - mostLines) + untold;
    more.hidden = n === 0;
    more.textContent = t("{n} more: type to search", { n });
  };
  const find = async (): Promise<void> => {
    const { value } = search;
    const found = await events.search(value);
    if (!found || search.value !== value) return;
    for (const column of found.columns) columns.set(column.field, column);
    fields = new Set([...fields, ...allFields(found.columns)]);
    untold = found.total - found.columns.length;
    fill();
  };
  search.addEventListener("input", () => {
    fill();
    clearTimeout(timer);
    timer = setTimeout(() => void find(), patience);
  });
  fill();
  const popup = new Popup(
    at,
    { class: "chooser", role: "dialog", label: t("Show or hide columns") },
    element("div", { class: "chooser-search" }, icon("search"), search),
    list,
    more,
    button(t("Choose by itself"), () => {
      events.onAuto();
      popup.close();
    }),
  );
  popup.root.addEventListener("keydown", (event) => onKey(event, list));
  search.focus();
  return popup;
}

function onKey(event: KeyboardEvent, list: HTMLElement): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const boxes = [...list.querySelectorAll("input")];
  const now = boxes.findIndex((box) => box === document.activeElement);
  boxes[Math.max(0, Math.min(boxes.length - 1, now + step))]?.focus();
  event.preventDefault();
}

const everyRun = ["title", "status", "created_at", "duration", "tag", "notes", "host", "source"];

/** What every run has, what these have, and the course of each metric. */
function allFields(known: readonly RunColumn[]): string[] {
  // A run's alias is its title, where it has one.
  const told = known.map(({ field }) => field).filter((field) => field !== "alias");
  return [...everyRun, ...told, ...Array.from(columnsByKind(known).metrics.keys(), sparkField)];
}
