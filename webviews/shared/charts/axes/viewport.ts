import { clampWindow, union, type XWindow } from "./xWindow.ts";

/** The stretch of an axis that one chart, or all linked charts, look at. */
export class Viewport {
  #window: XWindow | null;
  #follows = false;
  readonly #extents = new Map<string, XWindow>();
  readonly #listeners = new Set<() => void>();

  constructor(window: XWindow | null = null) {
    this.#window = window;
  }

  /** Null: everything there is. */
  get window(): XWindow | null {
    return this.#window;
  }

  /** The window touches the newest point and moves along with it. */
  get follows(): boolean {
    return this.#follows;
  }

  set(window: XWindow | null): void {
    const extent = this.#extent();
    this.#window = window && extent ? clampWindow(window, extent) : window;
    this.#follows =
      this.#window !== null &&
      extent !== null &&
      this.#window.max >= extent.max - (this.#window.max - this.#window.min) * 1e-3;
    this.#notify();
  }

  /** As `set`, where an absent end is the one of the points. */
  show(window: Partial<XWindow> | null): void {
    const extent = this.#extent();
    if (!window || !extent) {
      this.set(null);
      return;
    }
    const { min = extent.min, max = extent.max } = window;
    this.set(min < max ? { min, max } : null);
  }

  /** Shows everything on another axis: what is known of this one means nothing there. */
  clear(): void {
    this.#extents.clear();
    this.set(null);
  }

  /** Tells from where to where one chart has points. */
  report(chart: string, extent: XWindow): void {
    const before = this.#extent();
    this.#extents.set(chart, extent);
    const after = this.#extent();
    const growth = before && after ? after.max - before.max : 0;
    if (this.#window && this.#follows && growth > 0) {
      this.#window = { min: this.#window.min + growth, max: this.#window.max + growth };
      this.#notify();
    }
  }

  listen(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  #extent(): XWindow | null {
    return [...this.#extents.values()].reduce<XWindow | null>(
      (a, b) => (a ? union(a, b) : b),
      null,
    );
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
