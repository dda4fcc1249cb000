import type { LogPage } from "#core/protocol/log.ts";
import { textField } from "#webviews/shared/controls.ts";
import { element, icon, setText } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";

import { lineMatches, logLine } from "./logLine.ts";

const nearEdge = 40;

/** The log of a run. Follows its end until the reader scrolls up; asks for older lines at the top. */
export class LogTail {
  readonly root: HTMLElement;
  readonly #lines = element("div", {
    class: "log-lines",
    attributes: { tabindex: 0, role: "log", "aria-live": "off", "aria-label": "Log" },
  });
  readonly #count = element("span", { class: "log-count number" });
  readonly #jump: HTMLButtonElement;
  readonly #empty = element("p", { class: "empty", text: "Nothing was logged yet." });
  readonly #onLoadOlder: (before: number) => void;
  #page: LogPage = { lines: [], start: 0, end: 0, size: 0 };
  #search = "";
  #follows = true;
  #asked = -1;

  constructor(onLoadOlder: (before: number) => void) {
    this.#onLoadOlder = onLoadOlder;
    this.#jump = element(
      "button",
      {
        class: "log-jump",
        attributes: { type: "button", hidden: true },
        on: { click: () => this.scrollToEnd() },
      },
      icon("arrow-down"),
      "Follow the end",
    );
    const search = textField({
      label: "Search the log",
      icon: "search",
      onInput: (value) => {
        this.#search = value.trim().toLowerCase();
        this.#renderAll();
      },
    });
    this.root = element(
      "div",
      { class: "log" },
      element("div", { class: "toolbar" }, search.root, this.#count),
      element("div", { class: "log-frame" }, this.#lines, this.#empty, this.#jump),
    );
    this.#lines.addEventListener("scroll", () => this.#onScroll());
  }

  update(page: LogPage): void {
    const held = this.#page;
    this.#page = page;
    if (page.start === held.start && page.end === held.end) return;
    const grewAtEnd =
      page.start === held.start &&
      page.lines.length >= held.lines.length &&
      page.lines[held.lines.length - 1] === held.lines.at(-1);
    if (grewAtEnd) this.#append(page.lines.slice(held.lines.length));
    else if (page.end === held.end && page.start < held.start)
      this.#prepend(page.lines.slice(0, page.lines.length - held.lines.length));
    else this.#renderAll();
    this.#describe();
  }

  /** Also to be called when the log comes into sight: a hidden element does not scroll. */
  scrollToEnd(): void {
    this.#follows = true;
    this.#lines.scrollTop = this.#lines.scrollHeight;
    this.#jump.hidden = true;
  }

  /** Called when the page comes into sight. */
  onShown(): void {
    if (this.#follows) this.scrollToEnd();
  }

  #append(lines: readonly string[]): void {
    this.#lines.append(...this.#render(lines));
    if (this.#follows) this.scrollToEnd();
  }

  /** Keeps what the reader looks at in its place. */
  #prepend(lines: readonly string[]): void {
    const fromEnd = this.#lines.scrollHeight - this.#lines.scrollTop;
    this.#lines.prepend(...this.#render(lines));
    this.#lines.scrollTop = this.#lines.scrollHeight - fromEnd;
  }

  #renderAll(): void {
    this.#lines.replaceChildren(...this.#render(this.#page.lines));
    if (this.#follows) this.scrollToEnd();
    this.#describe();
  }

  #render(lines: readonly string[]): HTMLElement[] {
    return lines
      .filter((line) => lineMatches(line, this.#search))
      .map((line) => logLine(line, this.#search));
  }

  #describe(): void {
    const { lines, start } = this.#page;
    const shown = this.#lines.childElementCount;
    const held = `${start > 0 ? "last " : ""}${formatStep(lines.length)} lines`;
    setText(this.#count, this.#search === "" ? held : `${formatStep(shown)} of the ${held}`);
    setText(this.#empty, lines.length === 0 ? "Nothing was logged yet." : "No line matches.");
    this.#empty.hidden = shown > 0;
  }

  #onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#lines;
    if (clientHeight === 0) return;
    this.#follows = scrollHeight - scrollTop - clientHeight < nearEdge;
    this.#jump.hidden = this.#follows;
    const { start } = this.#page;
    if (scrollTop < nearEdge && start > 0 && start !== this.#asked && !this.#follows) {
      this.#asked = start;
      this.#onLoadOlder(start);
    }
  }
}
