import { slider } from "#webviews/shared/controls.ts";
import { element, iconButton, setText } from "#webviews/shared/element.ts";
import { formatStep } from "#webviews/shared/format.ts";

import { t } from "../texts.ts";

/** Goes over the steps at which any of the runs logged something. At the end it stays at the end: what comes is shown. */
export class StepSlider {
  readonly root: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #text = element("output", { class: "number" });
  readonly #onStep: (step: number | null) => void;
  #steps: readonly number[] = [];
  #step: number | null;

  /** `step`: null for the last one. */
  constructor(step: number | null, onStep: (step: number | null) => void) {
    this.#step = step;
    this.#onStep = onStep;
    this.#input = slider({
      label: t("Step"),
      max: 0,
      step: 1,
      value: 0,
      onInput: (at) => this.#moveTo(at),
    });
    this.root = element(
      "span",
      { class: "media-controls" },
      iconButton("chevron-left", t("Previous step"), () => this.move(-1)),
      this.#input,
      iconButton("chevron-right", t("Next step"), () => this.move(1)),
      this.#text,
    );
    this.#show();
  }

  get step(): number | null {
    return this.#step;
  }

  /** In ascending order. */
  setSteps(steps: readonly number[]): void {
    this.#steps = steps;
    this.#show();
  }

  /** Goes on by so many steps, or to the first or last one. */
  move(by: number): void {
    this.#moveTo(Number(this.#input.value) + by);
  }

  #moveTo(at: number): void {
    const last = this.#steps.length - 1;
    const place = Math.max(0, Math.min(last, at));
    this.#step = place === last ? null : (this.#steps[place] ?? null);
    this.#show();
    this.#onStep(this.#step);
  }

  #show(): void {
    const last = Math.max(0, this.#steps.length - 1);
    this.root.hidden = last === 0;
    this.#input.max = String(last);
    const at = this.#step === null ? last : nearest(this.#steps, this.#step);
    this.#input.value = String(at);
    const step = this.#steps[at];
    const text = step === undefined ? "" : t("step {step}", { step: formatStep(step) });
    setText(this.#text, text);
    this.#input.setAttribute("aria-valuetext", text);
  }
}

/** The place of what lies nearest to a value. */
function nearest(all: readonly number[], value: number): number {
  let best = 0;
  for (const [i, one] of all.entries()) {
    if (Math.abs(one - value) < Math.abs((all[best] ?? Infinity) - value)) best = i;
  }
  return best;
}
