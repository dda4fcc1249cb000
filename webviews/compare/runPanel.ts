import { lineSwatch, type Swatch } from "#webviews/shared/charts/plot/lineSwatch.ts";
import { button } from "#webviews/shared/controls.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { RunPicker, type RunPickerOptions } from "#webviews/shared/runPicker.ts";

import { RunRow, type RunRowActions, type ShownRun } from "./runRow.ts";
import { t } from "./texts.ts";

/** Runs under one heading; without a swatch there is none, and all runs are in one group. */
export interface RunGroup {
  readonly id: string;
  readonly label: string;
  readonly swatch: Swatch | null;
  readonly runs: readonly ShownRun[];
}

export interface RunPanelActions extends RunRowActions {
  /** Asks which other runs are to be compared, or what the page needs to ask by itself. */
  readonly add: (() => void) | Omit<RunPickerOptions, "label">;
  showAll(): void;
  /** The address of the page of all runs; undefined where no link leads there. */
  readonly allRuns: string | undefined;
}

interface Heading {
  readonly root: HTMLElement;
  /** What it says; another element is made where that changes. */
  readonly text: string;
}

/** The list of the runs compared, which is also the legend of the charts. */
export class RunPanel {
  readonly root: HTMLElement;
  readonly #actions: RunPanelActions;
  readonly #count = element("span", { class: "tab-count number" });
  readonly #showAll: HTMLButtonElement;
  readonly #list = element("ul", { class: "compared-runs" });
  #rows = new Map<string, RunRow>();
  #headings = new Map<string, Heading>();

  constructor(actions: RunPanelActions) {
    this.#actions = actions;
    this.#showAll = element("button", {
      class: "link",
      text: t("Show all"),
      attributes: { type: "button", hidden: true },
      on: { click: () => actions.showAll() },
    });
    this.root = element(
      "nav",
      { class: "compared-panel", attributes: { "aria-label": t("Runs compared") } },
      actions.allRuns === undefined ? null : allRunsLink(actions.allRuns),
      element(
        "header",
        { class: "compared-header" },
        element("h1", {}, t("Runs"), this.#count),
        this.#showAll,
      ),
      // Above the list, which may be longer than the window: what it offers opens below.
      element("div", { class: "compared-more" }, addControl(actions.add)),
      this.#list,
    );
  }

  update(groups: readonly RunGroup[]): void {
    const runs = groups.flatMap((group) => group.runs);
    const refs = new Set(runs.map(({ compared }) => compared.ref));
    setText(this.#count, formatStep(refs.size));
    this.#showAll.hidden = runs.every(({ isShown }) => isShown);
    const rows = new Map<string, RunRow>();
    const headings = new Map<string, Heading>();
    const wanted: HTMLElement[] = [];
    for (const group of groups) {
      if (group.swatch) {
        const heading = this.#heading(group);
        headings.set(group.id, heading);
        wanted.push(heading.root);
      }
      for (const shown of group.runs) {
        const { ref } = shown.compared;
        const id = JSON.stringify([group.id, ref]);
        const row = this.#rows.get(id) ?? new RunRow(ref, this.#actions);
        row.update(shown);
        rows.set(id, row);
        wanted.push(row.root);
      }
    }
    this.#rows = rows;
    this.#headings = headings;
    this.#place(wanted);
  }

  #heading(group: RunGroup): Heading {
    const text = JSON.stringify([group.label, group.swatch, group.runs.length]);
    const known = this.#headings.get(group.id);
    if (known?.text === text) return known;
    const root = element(
      "li",
      { class: "compared-group" },
      group.swatch && lineSwatch(group.swatch),
      element("span", { class: "compared-name", text: group.label, title: group.label }),
      element("span", { class: "section-count number", text: formatStep(group.runs.length) }),
    );
    return { root, text };
  }

  /** Elements that stay where they are are not touched: one of them may have the focus. */
  #place(wanted: readonly HTMLElement[]): void {
    const keep = new Set<Element>(wanted);
    const gone = Array.from(this.#list.children).filter((child) => !keep.has(child));
    for (const child of gone) child.remove();
    for (const [i, item] of wanted.entries()) {
      if (this.#list.children[i] !== item) {
        this.#list.insertBefore(item, this.#list.children[i] ?? null);
      }
    }
  }
}

function allRunsLink(href: string): HTMLElement {
  return element(
    "a",
    { class: "compared-all link", attributes: { href } },
    icon("table"),
    t("All runs in a table"),
  );
}

function addControl(add: RunPanelActions["add"]): HTMLElement {
  if (typeof add === "function") return button(t("Add runs…"), add);
  return new RunPicker({ ...add, label: t("Add a run…") }).root;
}
