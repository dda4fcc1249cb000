import { button } from "#webviews/shared/controls.ts";
import { element, setText } from "#webviews/shared/element.ts";

import { t } from "./texts.ts";

/** What can be done with the runs chosen in a plot. */
export interface SelectionActions {
  showOnly(refs: readonly string[]): void;
  hide(refs: readonly string[]): void;
  showAll(): void;
  open(ref: string): void;
  clear(): void;
}

export interface Selection {
  /** Null where nothing is chosen. */
  readonly chosen: readonly string[] | null;
  /** How some are chosen. */
  readonly hint: string;
  /** Runs in the plot. */
  readonly shown: number;
  /** Runs of the comparison that are not. */
  readonly hidden: number;
}

/** Says how many runs are chosen in a plot, and what can be done with them; else how many are hidden. */
export class SelectionBar {
  readonly root: HTMLElement;
  readonly #count = element("span", { attributes: { role: "status" } });
  readonly #actions: readonly HTMLElement[];
  readonly #open: HTMLElement;
  readonly #showAll: HTMLElement;
  #chosen: readonly string[] = [];

  constructor(actions: SelectionActions) {
    this.#showAll = button(t("Show all"), () => actions.showAll());
    this.#open = button(t("Open this run"), () => {
      const [ref] = this.#chosen;
      if (ref !== undefined) actions.open(ref);
    });
    this.#actions = [
      button(t("Show only these"), () => actions.showOnly(this.#chosen)),
      button(t("Hide these"), () => actions.hide(this.#chosen)),
      button(t("Choose none"), () => actions.clear()),
    ];
    this.root = element(
      "div",
      {
        class: "analysis-selection",
        attributes: { role: "group", "aria-label": t("Runs chosen"), tabindex: -1 },
      },
      this.#count,
      this.#open,
      ...this.#actions,
      this.#showAll,
    );
  }

  update(selection: Selection): void {
    const { chosen, hidden } = selection;
    const had = document.activeElement;
    this.#chosen = chosen ?? [];
    const isEmpty = this.#chosen.length === 0;
    const [only, hide, clear] = this.#actions;
    for (const one of [only, hide]) one?.toggleAttribute("hidden", isEmpty);
    clear?.toggleAttribute("hidden", chosen === null);
    this.#open.hidden = this.#chosen.length !== 1;
    this.#showAll.hidden = chosen !== null || hidden === 0;
    const text = textOf(selection);
    setText(this.#count, text);
    this.root.hidden = text === "";
    const isLost = had === this.root || (had instanceof HTMLElement && had.hidden);
    if (isLost && this.root.contains(had)) this.#passFocus();
  }

  /** The button that was pressed is gone: the focus goes to what there is in its place, or comes to be. */
  #passFocus(): void {
    const next = [...this.#actions, this.#showAll].find((one) => !one.hidden);
    (next ?? this.root).focus();
  }
}

function textOf({ chosen, hint, shown, hidden }: Selection): string {
  if (chosen) return t("{n} of {m} runs chosen", { n: chosen.length, m: shown });
  const told = hidden > 0 ? t("{n} run{n:|s} hidden", { n: hidden }) : "";
  return [hint, told].filter((part) => part !== "").join(" · ");
}
