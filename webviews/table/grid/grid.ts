import { element } from "#webviews/shared/element.ts";

import type { Column } from "../columns/column.ts";
import { leftEdges } from "../columns/columnLayout.ts";
import type { Item, TableItems } from "../tableItems.ts";
import { t } from "../texts.ts";
import type { SortKey } from "../view.ts";
import { ColumnDrag } from "./columnDrag.ts";
import { gridHead } from "./gridHead.ts";
import { type Cell, movedBy } from "./gridKeys.ts";
import { baselineLine, lineHeight, type LineLook } from "./gridLine.ts";
import { GridLines } from "./gridLines.ts";

/** Of the one cell that has the focus, for readers of the screen. */
const focusedId = "focused-cell";
const markWidth = 28;

/** What a person did in the grid. */
export interface GridEvents {
  onSelect(line: number, how: "only" | "toggle" | "range" | "more"): void;
  onSelectAll(): void;
  onOpen(ref: string): void;
  onToggle(name: string): void;
  onSort(field: string, isMore: boolean): void;
  onMove(field: string, to: string, side: "before" | "behind"): void;
  onStep(field: string, step: -1 | 1): void;
  onResize(field: string, width: number): void;
  /** A menu is wanted for a cell or, with line -1, a column; `at` is where to put it. */
  onMenu(cell: Cell, at: DOMRect): void;
  onEdit(cell: Cell): void;
  onDelete(): void;
  onCopy(): void;
  onClear(): void;
  /** The lines that are shown now. */
  onShown(items: readonly Item[]): void;
}

export interface GridState {
  readonly items: TableItems;
  readonly look: Omit<LineLook, "columns" | "lefts">;
  readonly columns: readonly Column[];
  readonly sort: readonly SortKey[];
  readonly selected: ReadonlySet<string>;
}

/** A head and lines below it. One stop for the tab key; within it arrow keys move. */
export class Grid {
  readonly root: HTMLElement;
  readonly #events: GridEvents;
  readonly #head = element("div", { class: "grid-head", attributes: { role: "rowgroup" } });
  readonly #lines: GridLines;
  readonly #resize: ResizeObserver;
  readonly #drag: ColumnDrag;
  #focused: Element | null = null;
  #state: GridState | undefined;
  #lefts: readonly number[] = [];
  #drawnHead = "";
  #focus: Cell = { line: 0, column: 0 };
  #frame = 0;

  constructor(events: GridEvents) {
    this.#events = events;
    this.root = element(
      "div",
      {
        class: "grid",
        attributes: {
          role: "grid",
          tabindex: 0,
          "aria-label": t("Runs"),
          "aria-multiselectable": "true",
        },
      },
      this.#head,
    );
    this.#lines = new GridLines(this.root, {
      onShown: (items) => events.onShown(items),
      onMore: () => this.#schedule(),
    });
    this.root.append(this.#lines.root);
    this.root.addEventListener("scroll", () => this.#schedule(), { passive: true });
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.addEventListener("click", (event) => this.#onClick(event));
    this.root.addEventListener("dblclick", (event) => this.#onDoubleClick(event));
    this.root.addEventListener("contextmenu", (event) => this.#onContextMenu(event));
    this.#drag = new ColumnDrag(this.root, {
      onResize: (index, width) =>
        this.#withColumn(index, ({ field }) => events.onResize(field, width)),
      onMove: (from, to, side) =>
        this.#withColumn(from, ({ field }) =>
          this.#withColumn(to, (target) => events.onMove(field, target.field, side)),
        ),
      widthOf: (index) => this.#state?.columns[index]?.width ?? 0,
    });
    this.#resize = new ResizeObserver(() => this.#schedule());
    this.#resize.observe(this.root);
  }

  get focused(): Cell {
    return this.#focus;
  }

  /** `isSameLook`: lines whose run or group is the same as before look the same, too. */
  update(state: GridState, isSameLook = false): void {
    this.#state = state;
    if (!isSameLook) this.#lines.outdate();
    const { columns, items, sort } = state;
    this.#lefts = leftEdges(columns, markWidth);
    const head = JSON.stringify([columns, sort]);
    if (head !== this.#drawnHead) {
      this.#drawnHead = head;
      this.#head.replaceChildren(gridHead(columns, this.#lefts, sort));
      const total = columns.reduce((sum, { width }) => sum + width, markWidth);
      const tracks = columns.map(({ width }) => `${width}px`).join(" ");
      this.root.style.setProperty("--tracks", `${markWidth}px ${tracks}`);
      this.root.style.setProperty("--width", `${total}px`);
    }
    if (!isSameLook) this.#showBaseline(state);
    this.#lines.setCount(items.count);
    this.root.setAttribute("aria-rowcount", String(items.count + 1));
    this.root.setAttribute("aria-colcount", String(columns.length + 1));
    this.#focus = {
      line: Math.min(this.#focus.line, Math.max(0, items.count - 1)),
      column: Math.min(this.#focus.column, Math.max(0, columns.length - 1)),
    };
    this.#schedule();
  }

  /** From the top again, as another list is shown. */
  toTop(): void {
    this.root.scrollTop = 0;
    this.#focus = { ...this.#focus, line: 0 };
  }

  /** The place of a cell that is in sight. */
  nodeOf({ line, column }: Cell): HTMLElement | null {
    const node = line < 0 ? this.#head : this.#lines.nodeOf(line);
    return node?.querySelector<HTMLElement>(`[data-column="${column}"]`) ?? null;
  }

  itemAt(line: number): Item | undefined {
    return this.#state?.items.at(line);
  }

  focusCell(cell: Cell): void {
    this.#focus = cell;
    this.#reveal();
    this.#schedule();
  }

  /** In this task, not with the next frame: the first lines are what everybody waits for. */
  showNow(): void {
    cancelAnimationFrame(this.#frame);
    this.#render();
  }

  dispose(): void {
    this.#resize.disconnect();
    this.#drag.dispose();
    this.#lines.dispose();
    cancelAnimationFrame(this.#frame);
  }

  /** Below the head, where it stays in sight. */
  #showBaseline({ look, columns }: GridState): void {
    this.#head.querySelector(".line-baseline")?.remove();
    if (!look.baseline) return;
    this.#head.append(baselineLine(look.baseline, { ...look, columns, lefts: this.#lefts }));
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#render());
  }

  #render(): void {
    if (!this.#state) return;
    this.#lines.draw(this.#state, this.#lefts);
    this.#showFocus();
  }

  #showFocus(): void {
    const node = this.nodeOf(this.#focus);
    if (node === this.#focused) return;
    this.#focused?.classList.remove("focused");
    this.#focused?.removeAttribute("id");
    this.#focused = node;
    node?.classList.add("focused");
    node?.setAttribute("id", focusedId);
    if (node) this.root.setAttribute("aria-activedescendant", focusedId);
    else this.root.removeAttribute("aria-activedescendant");
  }

  #onKey(event: KeyboardEvent): void {
    if (!this.#state || event.target !== this.root) return;
    const { items, columns } = this.#state;
    const { key, shiftKey: shift, altKey: alt } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const { line, column } = this.#focus;
    const field = columns[column]?.field ?? "";
    const item = items.at(line);
    const arrow = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    if (alt && arrow !== 0) {
      if (shift) this.#events.onResize(field, (columns[column]?.width ?? 0) + 20 * arrow);
      else {
        this.#events.onStep(field, arrow);
        this.#focus = { line, column: Math.max(0, Math.min(columns.length - 1, column + arrow)) };
      }
    } else if (line === -1 && (key === "Enter" || key === " ")) this.#events.onSort(field, shift);
    else if (key === "ContextMenu" || (shift && key === "F10")) this.#openMenu();
    else if (item?.kind === "group" && (key === "Enter" || key === " " || this.#turns(key, item)))
      this.#events.onToggle(item.name);
    else if (item?.kind === "run" && key === "Enter") this.#events.onOpen(item.row.ref);
    else if (key === "F2") this.#events.onEdit(this.#focus);
    else if (key === " ") this.#events.onSelect(line, shift ? "range" : "toggle");
    else if (ctrl && key.toLowerCase() === "a") this.#events.onSelectAll();
    else if (ctrl && key.toLowerCase() === "c") this.#events.onCopy();
    else if (key === "Delete") this.#events.onDelete();
    else if (key === "Escape") this.#events.onClear();
    else if (!this.#move(event, ctrl)) return;
    event.preventDefault();
  }

  #turns(key: string, { isOpen }: Item & { kind: "group" }): boolean {
    return this.#focus.column === 0 && key === (isOpen ? "ArrowLeft" : "ArrowRight");
  }

  #move({ key, shiftKey }: KeyboardEvent, ctrl: boolean): boolean {
    const page = Math.max(1, Math.floor(this.root.clientHeight / lineHeight) - 2);
    const { items, columns } = this.#state ?? { items: { count: 0 }, columns: [] };
    const before = this.#focus;
    const size = { lines: items.count, columns: columns.length, page };
    const moved = movedBy(before, { key, ctrl }, size);
    if (!moved) return false;
    if (shiftKey && moved.line >= 0 && moved.line !== before.line) {
      this.#events.onSelect(moved.line, "range");
    }
    this.focusCell(moved);
    return true;
  }

  /** Brings the focused cell into sight, beside the head and the pinned columns. */
  #reveal(): void {
    const { line, column } = this.#focus;
    const { scrollTop, clientHeight, scrollLeft, clientWidth } = this.root;
    const head = this.#head.offsetHeight;
    const top = line * lineHeight;
    if (line >= 0 && top < scrollTop) this.root.scrollTop = top;
    else if (line >= 0 && top + lineHeight + head > scrollTop + clientHeight) {
      this.root.scrollTop = top + lineHeight + head - clientHeight;
    }
    const { columns = [] } = this.#state ?? {};
    const shown = columns[column];
    if (!shown || shown.isPinned) return;
    const pinned = columns.reduce((sum, c) => sum + (c.isPinned ? c.width : 0), markWidth);
    const left = this.#lefts[column] ?? 0;
    if (left - pinned < scrollLeft) this.root.scrollLeft = left - pinned;
    else if (left + shown.width > scrollLeft + clientWidth) {
      this.root.scrollLeft = left + shown.width - clientWidth;
    }
  }

  #onClick(event: MouseEvent): void {
    const place = this.#placeOf(event);
    if (!place || this.#drag.hasJustDragged) return;
    const { cell, target } = place;
    const open = target.closest<HTMLElement>("[data-open]")?.dataset["open"];
    if (target.closest("[data-all]")) this.#events.onSelectAll();
    else if (open !== undefined) this.#events.onOpen(open);
    else if (cell.line < 0) {
      if (cell.column >= 0) {
        this.#focus = cell;
        this.#withColumn(cell.column, ({ field }) => this.#events.onSort(field, event.shiftKey));
      }
    } else {
      const item = this.itemAt(cell.line);
      this.#focus = { line: cell.line, column: Math.max(0, cell.column) };
      if (item?.kind === "group") this.#events.onToggle(item.name);
      else if (event.shiftKey)
        this.#events.onSelect(cell.line, event.ctrlKey || event.metaKey ? "more" : "range");
      else {
        const isToggled = event.ctrlKey || event.metaKey || cell.column < 0;
        this.#events.onSelect(cell.line, isToggled ? "toggle" : "only");
      }
    }
    this.#schedule();
  }

  #onDoubleClick(event: MouseEvent): void {
    const place = this.#placeOf(event);
    const item = place && this.itemAt(place.cell.line);
    if (!place || item?.kind !== "run") return;
    const isEditable = this.#state?.columns[place.cell.column]?.isEditable === true;
    if (isEditable && place.cell.column > 0) this.#events.onEdit(place.cell);
    else if (place.cell.column >= 0) this.#events.onOpen(item.row.ref);
  }

  #onContextMenu(event: MouseEvent): void {
    const place = this.#placeOf(event);
    if (!place || place.cell.column < 0) return;
    event.preventDefault();
    this.#focus = place.cell;
    this.#schedule();
    this.#events.onMenu(place.cell, new DOMRect(event.clientX, event.clientY, 0, 0));
  }

  #openMenu(): void {
    // Who has just gone there by a key may be faster than a frame.
    if (!this.nodeOf(this.#focus)) this.showNow();
    const node = this.nodeOf(this.#focus);
    if (node) this.#events.onMenu(this.#focus, node.getBoundingClientRect());
  }

  /** The cell under the pointer; column -1 is the mark before a run. */
  #placeOf({ target }: Event): { cell: Cell; target: Element } | undefined {
    if (!(target instanceof Element)) return undefined;
    const line = target.closest<HTMLElement>(".line");
    // The baseline below the head is only there to be read.
    if (!line || line.classList.contains("line-baseline")) return undefined;
    const column = target.closest<HTMLElement>("[data-column]")?.dataset["column"];
    return {
      target,
      cell: { line: Number(line.dataset["line"] ?? -1), column: Number(column ?? -1) },
    };
  }

  #withColumn(index: number, act: (column: Column) => void): void {
    const column = this.#state?.columns[index];
    if (column) act(column);
  }
}
