import { slider } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";

const steps = 1000;

/** Where in the whole log the window is, to be moved; not there for a log that fits into the window. */
export class LogPosition {
  readonly root: HTMLElement;
  readonly #slider: HTMLInputElement;
  #isHeld = false;

  constructor(onMove: (part: number) => void) {
    this.#slider = slider({
      label: t("Position in the log"),
      max: steps,
      step: 1,
      value: steps,
      onInput: () => (this.#isHeld = true),
    });
    // Only where it is let go: each place on the way would be read.
    this.#slider.addEventListener("change", () => {
      this.#isHeld = false;
      onMove(Number(this.#slider.value) / steps);
    });
    this.root = element("div", { class: "log-position" }, this.#slider);
  }

  update(start: number, end: number, size: number): void {
    this.root.hidden = start === 0 && end >= size;
    if (this.#isHeld || size === 0) return;
    const part = end >= size ? 1 : start / size;
    this.#slider.value = String(Math.round(part * steps));
  }
}
