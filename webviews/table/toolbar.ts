import { checkbox } from "#webviews/shared/controls.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";

import type { FilterBox } from "./filterBox.ts";
import { type MenuItem, openMenu } from "./popups/menu.ts";
import { t } from "./texts.ts";
import type { TableView } from "./view.ts";

interface ToolbarEvents {
  onSearch(pattern: string): void;
  onDiffering(isOnly: boolean): void;
  onColumns(at: DOMRect): void;
  statusItems(): readonly MenuItem[];
  tagItems(): Promise<readonly MenuItem[]>;
  groupItems(): readonly MenuItem[];
  viewItems(at: DOMRect): readonly MenuItem[];
}

/** Milliseconds after a key before the list is searched. */
const patience = 250;

/** What lies above the table. */
export class Toolbar {
  readonly root: HTMLElement;
  readonly #search: HTMLInputElement;
  readonly #group: HTMLElement;
  readonly #columns: HTMLElement;
  readonly #views: HTMLElement;
  readonly #count = element("span", { class: "table-count", attributes: { role: "status" } });
  readonly #differing: HTMLElement & { checked?: boolean };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(filter: FilterBox, view: TableView, home: string | undefined, events: ToolbarEvents) {
    this.#search = element("input", {
      class: "plain-input table-search",
      attributes: {
        type: "search",
        spellcheck: "false",
        placeholder: t("Search names by regular expression"),
        "aria-label": t("Search names by regular expression"),
      },
      on: { input: () => this.#onSearch(events) },
    });
    this.#search.value = view.search;
    this.#group = menuButton(t("Group by"), "group-by-ref-type", () => events.groupItems());
    this.#columns = flatButton(t("Columns"), "list-selection", (at) => events.onColumns(at));
    this.#views = menuButton(t("Views"), "bookmark", (at) => events.viewItems(at));
    this.#differing = checkbox({
      label: t("Only differences"),
      title: t("Leave out columns in which all runs have the same"),
      checked: view.onlyDiffering,
      onChange: (isOnly) => events.onDiffering(isOnly),
    });
    this.root = element(
      "div",
      { class: "table-toolbar", attributes: { role: "toolbar", "aria-label": t("Runs") } },
      home === undefined ? null : homeLink(home),
      filter.root,
      element("div", { class: "search-field" }, icon("regex"), this.#search),
      menuButton(t("Status"), "pulse", () => events.statusItems()),
      menuButton(t("Tags"), "tag", () => events.tagItems()),
      this.#group,
      this.#columns,
      this.#differing,
      this.#views,
      this.#count,
    );
  }

  /** Shows what a view says. */
  update(view: TableView): void {
    if (document.activeElement !== this.#search) this.#search.value = view.search;
    this.#differing.checked = view.onlyDiffering;
    this.#group.classList.toggle("active", view.groupBy.length > 0);
  }

  /** As if its button were pressed. */
  open(menu: "group" | "columns" | "views"): void {
    ({ group: this.#group, columns: this.#columns, views: this.#views })[menu].click();
  }

  setCount(text: string): void {
    setText(this.#count, text);
  }

  #onSearch(events: ToolbarEvents): void {
    const { value } = this.#search;
    const isPattern = canBePattern(value);
    this.#search.setAttribute("aria-invalid", String(!isPattern));
    this.#search.title = isPattern ? "" : t("This is no regular expression.");
    clearTimeout(this.#timer);
    if (isPattern) this.#timer = setTimeout(() => events.onSearch(value), patience);
  }
}

function homeLink(href: string): HTMLElement {
  return element(
    "a",
    { class: "icon-button", title: t("One run"), attributes: { href, "aria-label": t("One run") } },
    icon("arrow-left"),
  );
}

function canBePattern(text: string): boolean {
  try {
    RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function flatButton(label: string, name: string, onClick: (at: DOMRect) => void): HTMLElement {
  const button = element(
    "button",
    { class: "flat-button", attributes: { type: "button" } },
    icon(name),
    label,
    icon("chevron-down"),
  );
  button.addEventListener("click", () => onClick(button.getBoundingClientRect()));
  return button;
}

function menuButton(
  label: string,
  name: string,
  items: (at: DOMRect) => readonly MenuItem[] | Promise<readonly MenuItem[]>,
): HTMLElement {
  const button = flatButton(label, name, (at) => {
    void Promise.resolve(items(at)).then((found) => {
      if (found.length > 0) openMenu(label, at, found);
    });
  });
  button.setAttribute("aria-haspopup", "menu");
  return button;
}
