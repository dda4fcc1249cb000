import { slider } from "#webviews/shared/controls.ts";
import { element } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";

const steps = 1000;

/** Where in the whole log the reader is, to be moved; not there for a log that the window holds as a whole. */
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

  /** `top` and `bottom`: the bytes of the log between which its lines are in sight. */
  update(isWhole: boolean, { top, bottom }: { top: number; bottom: number }, size: number): void {
    this.root.hidden = isWhole;
    if (this.#isHeld) return;
    const elsewhere = size - (bottom - top);
    const part = elsewhere <= 0 || bottom >= size ? 1 : top / elsewhere;
    this.#slider.value = String(Math.round(part * steps));
    this.#slider.setAttribute("aria-valuetext", `${Math.round(part * 100)} %`);
  }
}
