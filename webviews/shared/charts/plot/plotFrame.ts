import { t } from "#webviews/shared/charts/texts.ts";
import { element, setText } from "#webviews/shared/element.ts";

/** What a plot is drawn in: its canvas, and over that what is said where there is nothing to draw, and the way back from a zoom. */
export class PlotFrame {
  readonly root: HTMLElement;
  readonly canvas = element("canvas", { attributes: { role: "img" } });
  readonly #message = element("div", { class: "plot-message", attributes: { hidden: true } });
  readonly #reset: HTMLButtonElement;

  constructor(onReset: () => void) {
    this.#reset = element("button", {
      class: "plot-reset",
      text: t("Reset zoom"),
      attributes: { type: "button", hidden: true },
      on: { click: onReset },
    });
    this.root = element(
      "div",
      { class: "plot", attributes: { tabindex: 0, role: "group" } },
      this.canvas,
      this.#message,
      this.#reset,
    );
  }

  /** As it is shown. */
  setName(name: string): void {
    const label = t(
      "Chart of {name}; keys + and - zoom, * and / the y axis, arrows pan, Shift+arrows read, 0 shows all",
      { name },
    );
    this.root.setAttribute("aria-label", label);
  }

  /** The newest x of what is drawn; null where nothing is. */
  set drawnTo(x: number | null) {
    if (x === null) delete this.root.dataset["drawn"];
    else this.root.dataset["drawn"] = Number.isFinite(x) ? String(x) : "";
  }

  /** Null where there is something to be seen. */
  say(message: string | null, isLoading: boolean): void {
    this.#message.classList.toggle("plot-loading", isLoading);
    setText(this.#message, message ?? "");
    this.#message.hidden = message === null;
  }

  set isZoomed(isZoomed: boolean) {
    this.#reset.hidden = !isZoomed;
  }
}
