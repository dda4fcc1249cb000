import { Cursor } from "#webviews/shared/charts/axes/cursor.ts";
import { Viewport } from "#webviews/shared/charts/axes/viewport.ts";
import type { XWindow } from "#webviews/shared/charts/axes/xWindow.ts";
import type { PlotLinks } from "#webviews/shared/charts/plot/plotOptions.ts";

import type { ChartsUi } from "./chartsUi.ts";

/** Which stretch of x each chart of a board shows, and whose cursors move together. */
export class BoardLinks {
  readonly #ui: () => ChartsUi;
  readonly #onUi: (change: Partial<ChartsUi>) => void;
  readonly #shared: Viewport;
  readonly #own = new Map<string, { readonly axis: string; readonly viewport: Viewport }>();
  readonly #y = new Map<string, Viewport>();
  /** By what is on the axis: places on one mean nothing on another. */
  readonly #cursors = new Map<string, Cursor>();

  constructor(ui: () => ChartsUi, onUi: (change: Partial<ChartsUi>) => void) {
    this.#ui = ui;
    this.#onUi = onUi;
    this.#shared = new Viewport(ui().window);
    this.#shared.listen(() => {
      if (this.#shared.window !== this.#ui().window) onUi({ window: this.#shared.window });
    });
  }

  /** What a chart with this on its x axis shares with others. */
  of(key: string, axis: string): PlotLinks {
    const { linked, linkedCursor, style } = this.#ui();
    // Charts over something else than the board are linked with each other.
    const name = linked ? `over ${axis}` : key;
    const viewport =
      linked && axis === style.axis ? this.#shared : this.#ownViewport(name, axis, style.axis);
    const cursor = linkedCursor ? this.#sharedCursor(axis) : new Cursor();
    return { viewport, y: this.#ofY(key), cursor };
  }

  /** Another axis is on all charts: what they showed means nothing there. */
  clear(): void {
    this.#shared.clear();
    this.#own.clear();
    this.#onUi({ windows: {} });
  }

  /** A chart is removed. */
  forget(key: string): void {
    this.#own.delete(key);
    this.#y.delete(key);
  }

  get window(): XWindow | null {
    return this.#shared.window;
  }

  /** Shows a stretch in all linked charts; an absent end is where the points end. */
  show(window: Partial<XWindow> | null): void {
    this.#shared.show(window);
  }

  #ownViewport(key: string, axis: string, boardAxis: string): Viewport {
    const known = this.#own.get(key);
    if (known?.axis === axis) return known.viewport;
    const { windows } = this.#ui();
    // One that was linked goes on where it is.
    const kept = known
      ? null
      : (keptOf(windows, key) ?? (axis === boardAxis ? this.#shared.window : null));
    const viewport = new Viewport(kept);
    viewport.listen(() => this.#keep("windows", key, viewport.window));
    this.#own.set(key, { axis, viewport });
    return viewport;
  }

  #ofY(key: string): Viewport {
    const known = this.#y.get(key);
    if (known) return known;
    const viewport = new Viewport(keptOf(this.#ui().windowsY, key));
    viewport.listen(() => this.#keep("windowsY", key, viewport.window));
    this.#y.set(key, viewport);
    return viewport;
  }

  #keep(which: "windows" | "windowsY", key: string, window: XWindow | null): void {
    const { [key]: before = null, ...others } = this.#ui()[which];
    if (before === window) return;
    this.#onUi({ [which]: window ? { ...others, [key]: window } : others });
  }

  #sharedCursor(axis: string): Cursor {
    const cursor = this.#cursors.get(axis) ?? new Cursor();
    this.#cursors.set(axis, cursor);
    return cursor;
  }
}

/** Metrics may be called as what every object has. */
function keptOf(windows: Readonly<Record<string, XWindow>>, key: string): XWindow | null {
  return Object.hasOwn(windows, key) ? (windows[key] ?? null) : null;
}
