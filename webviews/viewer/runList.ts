import { element } from "#webviews/shared/element.ts";

import { rowContent } from "./runRow.ts";
import type { Row } from "./runTree.ts";
import { t } from "./texts.ts";

const rowHeight = 24;
const overscan = 8;

export interface RunListEvents {
  onOpen(run: string): void;
  onToggle(id: string): void;
  onMore(id: string): void;
}

/** A tree as a list of lines of which only those in sight exist. Arrow keys move, Enter opens. */
export class RunList {
  readonly root: HTMLElement;
  readonly #lines = element("div", { class: "row-lines", attributes: { role: "presentation" } });
  readonly #events: RunListEvents;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #resize: ResizeObserver;
  #rows: readonly Row[] = [];
  #selected: string | null = null;
  #focused = 0;
  #frame = 0;

  constructor(events: RunListEvents) {
    this.#events = events;
    this.root = element(
      "div",
      { class: "run-list", attributes: { role: "tree", tabindex: 0, "aria-label": t("Runs") } },
      this.#lines,
    );
    this.root.addEventListener("scroll", () => this.#schedule());
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.addEventListener("click", (event) => this.#onClick(event));
    this.#resize = new ResizeObserver(() => this.#schedule());
    this.#resize.observe(this.root);
    // Relative times grow.
    this.#timer = setInterval(() => this.#schedule(), 10_000);
  }

  update(rows: readonly Row[], selected: string | null): void {
    this.#rows = rows;
    this.#selected = selected;
    this.#focused = Math.min(this.#focused, Math.max(0, rows.length - 1));
    this.#schedule();
  }

  /** Makes a run the one that arrow keys start from, and brings it into sight. */
  scrollTo(run: string): void {
    const index = this.#rows.findIndex((row) => row.kind === "run" && row.id === run);
    if (index >= 0) this.#focus(index);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#render());
  }

  #render(): void {
    this.#lines.style.height = `${this.#rows.length * rowHeight}px`;
    const from = Math.max(0, Math.floor(this.root.scrollTop / rowHeight) - overscan);
    const to = Math.ceil((this.root.scrollTop + this.root.clientHeight) / rowHeight) + overscan;
    const now = Date.now() / 1000;
    const shown = this.#rows.slice(from, to);
    this.#lines.replaceChildren(...shown.map((row, i) => this.#line(row, from + i, now)));
    const active = `row-${this.#focused}`;
    if (this.#lines.querySelector(`#${active}`))
      this.root.setAttribute("aria-activedescendant", active);
    else this.root.removeAttribute("aria-activedescendant");
    for (const row of shown) if (row.kind === "more") this.#events.onMore(row.id);
  }

  #line(row: Row, index: number, now: number): HTMLElement {
    const line = element(
      "div",
      {
        class: `row row-${row.kind}`,
        attributes: {
          id: `row-${index}`,
          role: "treeitem",
          "aria-level": row.depth + 1,
          "aria-setsize": this.#rows.length,
          "aria-posinset": index + 1,
          "data-index": index,
          ...(row.kind === "run" && {
            "aria-selected": String(row.id === this.#selected),
            "data-run": row.id,
          }),
          ...((row.kind === "project" || row.kind === "name") && {
            "aria-expanded": String(row.open),
          }),
        },
      },
      ...rowContent(row, now),
    );
    line.classList.toggle("focused", index === this.#focused);
    line.style.transform = `translateY(${index * rowHeight}px)`;
    line.style.paddingLeft = `${8 + row.depth * 12}px`;
    return line;
  }

  #onClick(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>(".row") : null;
    const index = Number(line?.dataset["index"] ?? NaN);
    if (Number.isInteger(index)) this.#activate(index);
  }

  #activate(index: number): void {
    const row = this.#rows[index];
    if (!row) return;
    this.#focused = index;
    if (row.kind === "run") this.#events.onOpen(row.id);
    else if (row.kind !== "more") this.#events.onToggle(row.id);
    this.#schedule();
  }

  #onKey(event: KeyboardEvent): void {
    const row = this.#rows[this.#focused];
    const isOpen = (row?.kind === "project" || row?.kind === "name") && row.open;
    const canOpen = (row?.kind === "project" || row?.kind === "name") && !row.open;
    const last = this.#rows.length - 1;
    if (event.key === "ArrowDown") this.#focus(Math.min(this.#focused + 1, last));
    else if (event.key === "ArrowUp") this.#focus(Math.max(this.#focused - 1, 0));
    else if (event.key === "Home") this.#focus(0);
    else if (event.key === "End") this.#focus(last);
    else if (event.key === "Enter" || event.key === " ") this.#activate(this.#focused);
    else if (event.key === "ArrowRight" && canOpen) this.#activate(this.#focused);
    else if (event.key === "ArrowRight" && isOpen) this.#focus(Math.min(this.#focused + 1, last));
    else if (event.key === "PageDown") this.#focus(Math.min(this.#focused + this.#page(), last));
    else if (event.key === "PageUp") this.#focus(Math.max(this.#focused - this.#page(), 0));
    else if (event.key === "ArrowLeft") {
      const depth = row?.depth ?? 0;
      if (isOpen) this.#activate(this.#focused);
      else
        this.#focus(
          Math.max(
            0,
            this.#rows.findLastIndex((r, i) => i < this.#focused && r.depth < depth),
          ),
        );
    } else return;
    event.preventDefault();
  }

  /** Rows that fit in sight. */
  #page(): number {
    return Math.max(1, Math.floor(this.root.clientHeight / rowHeight) - 1);
  }

  #focus(index: number): void {
    this.#focused = index;
    const top = index * rowHeight;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + rowHeight > this.root.scrollTop + this.root.clientHeight) {
      this.root.scrollTop = top + rowHeight - this.root.clientHeight;
    }
    this.#schedule();
  }
}
