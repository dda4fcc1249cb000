import { RunicornError } from "#core/protocol/errors.ts";
import type { Completion } from "#core/protocol/filter/completion.ts";
import { parseFilter } from "#core/protocol/filter/parseFilter.ts";
import { element, icon, iconButton } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";
import { showControls } from "#webviews/shared/showControls.ts";
import { shownError } from "#webviews/shared/shownError.ts";

import { t } from "./texts.ts";

/** Milliseconds after a key before the list is filtered. */
const patience = 200;

interface FilterBoxEvents {
  /** A filter that can be understood. */
  onFilter(text: string): void;
  complete(text: string, cursor: number): Promise<Completion>;
}

/** A field for the filter language: says what may follow, and marks what cannot be understood. */
export class FilterBox {
  readonly root: HTMLElement;
  readonly #events: FilterBoxEvents;
  readonly #input = element("input", {
    class: "filter-input",
    attributes: {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": t("Text of the filter"),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "filter-list",
      placeholder: t("Filter, such as metrics.loss.min < 0.2 and status = running"),
    },
  });
  readonly #marks = element("div", {
    class: "filter-marks",
    attributes: { "aria-hidden": "true" },
  });
  readonly #error = element("div", {
    class: "filter-error",
    attributes: { id: "filter-error", role: "alert", hidden: true },
  });
  readonly #list = element("div", {
    class: "filter-list",
    attributes: {
      id: "filter-list",
      role: "listbox",
      hidden: true,
      "aria-label": t("Text of the filter"),
    },
  });
  #completion: Completion | undefined;
  /** The text it was asked for. */
  #completed = "";
  #chosen = -1;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(events: FilterBoxEvents) {
    this.#events = events;
    const clear = iconButton("close", t("Clear filter"), () => this.#type(""));
    clear.classList.add("filter-clear");
    this.root = element(
      "div",
      { class: "filter-box" },
      icon("filter"),
      element("div", { class: "filter-field" }, this.#marks, this.#input),
      clear,
      // What is wrong stands above what may follow: both are to be read while somebody types.
      element("div", { class: "filter-drop" }, this.#error, this.#list),
    );
    this.#input.addEventListener("input", () => this.#onInput());
    this.#input.addEventListener("scroll", () => this.#follow());
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.#input.addEventListener("blur", () => this.#hide());
    this.#input.addEventListener("click", () => void this.#complete());
    // The field keeps the focus while one is picked.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", ({ target }) => {
      const option = target instanceof Element ? target.closest<HTMLElement>("[data-at]") : null;
      if (option) this.#take(Number(option.dataset["at"]));
    });
  }

  get value(): string {
    return this.#input.value;
  }

  set value(text: string) {
    if (text === this.#input.value) return;
    this.#input.value = text;
    this.#check();
  }

  focus(): void {
    this.#input.focus();
  }

  #type(text: string): void {
    this.#input.value = text;
    this.#onInput();
    this.#input.focus();
  }

  #onInput(): void {
    const isUnderstood = this.#check();
    this.#chosen = -1;
    clearTimeout(this.#timer);
    if (isUnderstood) {
      const { value } = this.#input;
      this.#timer = setTimeout(() => this.#events.onFilter(value), patience);
    }
    void this.#complete();
  }

  /** Marks what is wrong; true where nothing is. */
  #check(): boolean {
    const { value } = this.#input;
    const wrong = errorIn(value);
    this.#error.hidden = !wrong;
    this.#error.textContent = shownError(wrong?.message ?? "");
    this.#input.setAttribute("aria-invalid", String(wrong !== undefined));
    if (wrong) this.#input.setAttribute("aria-describedby", "filter-error");
    else this.#input.removeAttribute("aria-describedby");
    const { start = 0, end = 0 } = wrong ?? {};
    // What is missing at the end has no letters to mark.
    const marked = start >= value.length && wrong ? " " : value.slice(start, end);
    this.#marks.replaceChildren(
      value.slice(0, start),
      element("span", { ...(wrong && { class: "wrong" }), text: marked }),
      value.slice(end),
    );
    this.#follow();
    return wrong === undefined;
  }

  #follow(): void {
    this.#marks.scrollLeft = this.#input.scrollLeft;
  }

  async #complete(): Promise<void> {
    const asked = ++this.#asked;
    const { value, selectionStart } = this.#input;
    const cursor = selectionStart ?? value.length;
    try {
      const completion = await this.#events.complete(value, cursor);
      const isNewest = asked === this.#asked && document.activeElement === this.#input;
      if (isNewest) this.#show(completion, value);
    } catch {
      this.#hide();
    }
  }

  #show(completion: Completion, text: string): void {
    this.#completed = text;
    const typed = text.slice(completion.start, completion.end);
    const offered = completion.candidates.filter(({ text }) => text !== typed).slice(0, 50);
    // An answer that comes late takes nothing away that was chosen meanwhile.
    const chosen = this.#completion?.candidates[this.#chosen]?.text;
    this.#completion = { ...completion, candidates: offered };
    this.#chosen = -1;
    this.#list.replaceChildren(
      ...offered.map(({ text, kind, count }, i) =>
        element(
          "div",
          {
            class: `filter-option option-${kind}`,
            attributes: {
              role: "option",
              id: `filter-option-${i}`,
              "data-at": i,
              "aria-selected": "false",
            },
          },
          element("span", { class: "text", text: showControls(text.slice(0, 300)) }),
          count === undefined
            ? null
            : element("span", { class: "number", text: formatStep(count) }),
        ),
      ),
    );
    this.#list.hidden = offered.length === 0;
    this.#input.setAttribute("aria-expanded", String(offered.length > 0));
    this.#input.removeAttribute("aria-activedescendant");
    const kept = offered.findIndex(({ text }) => text === chosen);
    if (kept >= 0) this.#choose(kept);
  }

  #hide(): void {
    this.#asked++;
    this.#list.hidden = true;
    this.#chosen = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #choose(at: number): void {
    const options = [...this.#list.children];
    this.#chosen = (at + options.length) % options.length;
    for (const [i, option] of options.entries()) {
      option.setAttribute("aria-selected", String(i === this.#chosen));
    }
    options[this.#chosen]?.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", `filter-option-${this.#chosen}`);
  }

  #take(at: number): void {
    const candidate = this.#completion?.candidates[at];
    if (!candidate || !this.#completion) return;
    const { value } = this.#input;
    const { start } = this.#completion;
    // More may have been typed than the newest answer is for.
    const end = this.#completion.end + value.length - this.#completed.length;
    const rest = value.slice(end);
    const text = candidate.text + (rest.startsWith(" ") ? "" : " ");
    this.#input.value = value.slice(0, start) + text + rest;
    const cursor = start + candidate.text.length + 1;
    this.#input.setSelectionRange(cursor, cursor);
    this.#onInput();
  }

  #onKey(event: KeyboardEvent): void {
    const isOpen = !this.#list.hidden;
    if (event.key === "ArrowDown" && isOpen) this.#choose(this.#chosen + 1);
    else if (event.key === "ArrowDown" || (event.key === " " && event.ctrlKey))
      void this.#complete();
    else if (event.key === "ArrowUp" && isOpen)
      this.#choose(this.#chosen < 0 ? this.#list.children.length - 1 : this.#chosen - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && isOpen && this.#chosen >= 0)
      this.#take(this.#chosen);
    else if (event.key === "Enter") {
      this.#hide();
      clearTimeout(this.#timer);
      if (this.#check()) this.#events.onFilter(this.#input.value);
    } else if (event.key === "Escape" && isOpen) this.#hide();
    else return;
    event.preventDefault();
  }
}

function errorIn(text: string): { message: string; start: number; end: number } | undefined {
  try {
    parseFilter(text, Date.now() / 1000);
    return undefined;
  } catch (error) {
    if (!RunicornError.is(error, "invalid_filter")) throw error;
    const { start, end } = error.details as { start: number; end: number };
    return { message: error.message, start, end };
  }
}
