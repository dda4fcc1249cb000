import { button } from "#webviews/shared/controls.ts";
import { element, iconButton, setText } from "#webviews/shared/element.ts";

import { openMenu } from "../popups/menu.ts";
import { t } from "../texts.ts";

/** What can be done with runs. */
export interface RunActions {
  compare(): void;
  tag(at: DOMRect): void;
  archive(isArchived: boolean): void;
  pin(isPinned: boolean): void;
  remove(): void;
  export(): void;
  copy(format: "markdown" | "csv"): void;
  clear(): void;
}

/** What can be done with the runs selected; not there while none are. */
export class SelectionBar {
  readonly root: HTMLElement;
  readonly #archive: HTMLElement;
  readonly #unarchive: HTMLElement;
  readonly #count = element("span", { class: "selected-count", attributes: { role: "status" } });

  constructor(actions: RunActions) {
    const at = (control: HTMLElement): DOMRect => control.getBoundingClientRect();
    const tag = button(t("Tag…"), () => actions.tag(at(tag)));
    this.#archive = button(t("Archive"), () => actions.archive(true));
    this.#unarchive = button(t("Unarchive"), () => actions.archive(false));
    const copy = button(t("Copy"), () =>
      openMenu(t("Copy"), at(copy), [
        { label: t("Copy as Markdown"), act: () => actions.copy("markdown") },
        { label: t("Copy as CSV"), act: () => actions.copy("csv") },
      ]),
    );
    this.root = element(
      "div",
      {
        class: "selection-bar",
        attributes: {
          role: "toolbar",
          "aria-label": t("What to do with the runs selected"),
          hidden: true,
        },
      },
      this.#count,
      button(t("Compare"), () => actions.compare(), "primary"),
      tag,
      this.#archive,
      this.#unarchive,
      button(t("Delete"), () => actions.remove()),
      button(t("Export…"), () => actions.export()),
      copy,
      iconButton("close", t("Clear selection"), () => actions.clear()),
    );
  }

  /** `areArchived`: whether only runs that were put away are listed. */
  update(count: number, areArchived: boolean): void {
    this.root.hidden = count === 0;
    this.#archive.hidden = areArchived;
    this.#unarchive.hidden = !areArchived;
    setText(this.#count, t("{n} selected", { n: count }));
  }
}
