interface DragEvents {
  onResize(column: number, width: number): void;
  onMove(from: number, to: number, side: "before" | "behind"): void;
  widthOf(column: number): number;
}

/** Pixels a pointer moves before it drags. */
const threshold = 6;

/** Dragging the names of columns to another place, and their edges to another width. */
export class ColumnDrag {
  readonly #root: HTMLElement;
  readonly #events: DragEvents;
  readonly #abort = new AbortController();
  #ended = -Infinity;

  constructor(root: HTMLElement, events: DragEvents) {
    this.#root = root;
    this.#events = events;
    const { signal } = this.#abort;
    root.addEventListener("pointerdown", (event) => this.#begin(event), { signal });
  }

  /** A click that ends a drag is none. */
  get hasJustDragged(): boolean {
    return performance.now() - this.#ended < 100;
  }

  dispose(): void {
    this.#abort.abort();
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const resizer = event.target.closest<HTMLElement>("[data-resize]");
    const head = event.target.closest<HTMLElement>(".head [data-column]");
    if (resizer) this.#follow(event, this.#resizing(Number(resizer.dataset["resize"]), event));
    else if (head) this.#follow(event, this.#moving(head, event));
  }

  #follow(
    { pointerId }: PointerEvent,
    drag: { move(event: PointerEvent): void; end(event: PointerEvent): boolean },
  ): void {
    const ended = new AbortController();
    const { signal } = ended;
    const of = (event: PointerEvent): boolean => event.pointerId === pointerId;
    window.addEventListener("pointermove", (event) => of(event) && drag.move(event), { signal });
    const end = (event: PointerEvent): void => {
      if (!of(event)) return;
      ended.abort();
      if (drag.end(event)) this.#ended = performance.now();
    };
    window.addEventListener("pointerup", end, { signal });
    window.addEventListener("pointercancel", end, { signal });
  }

  #resizing(column: number, { clientX: start }: PointerEvent) {
    const width = this.#events.widthOf(column);
    return {
      move: ({ clientX }: PointerEvent): void =>
        this.#events.onResize(column, width + clientX - start),
      end: (): boolean => true,
    };
  }

  #moving(head: HTMLElement, { clientX: start }: PointerEvent) {
    let target: HTMLElement | null = null;
    let side: "before" | "behind" = "before";
    const mark = (): void => {
      for (const old of this.#root.querySelectorAll(".drop-before, .drop-behind")) {
        old.classList.remove("drop-before", "drop-behind");
      }
      target?.classList.add(`drop-${side}`);
    };
    return {
      move: ({ clientX, clientY }: PointerEvent): void => {
        if (Math.abs(clientX - start) < threshold && target === null) return;
        head.classList.add("dragged");
        const under = document.elementFromPoint(clientX, clientY);
        target = under?.closest<HTMLElement>(".head [data-column]") ?? target;
        const box = target?.getBoundingClientRect();
        if (box) side = clientX < box.left + box.width / 2 ? "before" : "behind";
        mark();
      },
      end: ({ type }: PointerEvent): boolean => {
        head.classList.remove("dragged");
        const found = target;
        target = null;
        mark();
        if (!found || type === "pointercancel") return false;
        const to = Number(found.dataset["column"]);
        const from = Number(head.dataset["column"]);
        if (to !== from) this.#events.onMove(from, to, side);
        return true;
      },
    };
  }
}
