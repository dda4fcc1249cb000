import { element } from "#webviews/shared/element.ts";

export interface PlotSurfaceOptions {
  /** It has another size, or a pointer that held it is gone. */
  readonly onFree: () => void;
  /** A run was clicked on, by its ref. */
  readonly onClick: (ref: string) => void;
  readonly onDoubleClick: (ref: string) => void;
}

/** Where a plot is drawn. What a pointer is down on stays as it is, and what is drawn anew keeps the focus. */
export class PlotSurface {
  readonly root = element("div", { class: "analysis-body" });
  readonly #options: PlotSurfaceOptions;
  readonly #resized: ResizeObserver;
  readonly #ended = new AbortController();
  #isHeld = false;

  constructor(options: PlotSurfaceOptions) {
    this.#options = options;
    this.#resized = new ResizeObserver(() => options.onFree());
    this.#resized.observe(this.root);
    this.#hear();
  }

  /** In pixels; 0 while nothing can be drawn. */
  get width(): number {
    return this.#isHeld ? 0 : this.root.clientWidth;
  }

  show(plot: Element): void {
    const focused = this.root.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-focus")
      : undefined;
    this.root.replaceChildren(plot);
    if (typeof focused !== "string") return;
    const again = [...this.root.querySelectorAll<SVGElement>("[data-focus]")];
    again.find((one) => one.dataset["focus"] === focused)?.focus({ preventScroll: true });
  }

  /** Marks a run that the reader points to elsewhere. */
  point(ref: string | null): void {
    for (const one of this.root.querySelectorAll<SVGElement>("[data-ref]")) {
      one.classList.toggle("pointed", one.dataset["ref"] === ref);
    }
  }

  dispose(): void {
    this.#resized.disconnect();
    this.#ended.abort();
  }

  #hear(): void {
    const { signal } = this.#ended;
    this.root.addEventListener("pointerdown", () => (this.#isHeld = true));
    const release = (): void => {
      if (!this.#isHeld) return;
      this.#isHeld = false;
      // The click that follows is one on what was there.
      setTimeout(() => this.#options.onFree());
    };
    window.addEventListener("pointerup", release, { signal });
    window.addEventListener("pointercancel", release, { signal });
    this.root.addEventListener("click", (event) => withRun(event, this.#options.onClick));
    this.root.addEventListener("dblclick", (event) => withRun(event, this.#options.onDoubleClick));
  }
}

function withRun({ target }: Event, act: (ref: string) => void): void {
  if (!(target instanceof Element)) return;
  const ref = target.closest<SVGElement>(".run-line, .dot")?.dataset["ref"];
  if (ref !== undefined) act(ref);
}
