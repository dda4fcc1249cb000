import { element, setText } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { t } from "#webviews/shared/texts.ts";

import { ImageDialog } from "./imageDialog.ts";
import { MediaItem } from "./mediaItem.ts";
import type { MediaPlace } from "./mediaPlace.ts";
import type { MediaSeries, MediaStep } from "./mediaSeries.ts";

/** Media of one step that are shown at once. */
const mostShown = 64;

/** All that a run logged at one step under one key, and what is not shown of it. */
export class MediaGrid {
  readonly root = element("div", { class: "media-grid" });
  readonly #place: MediaPlace;
  readonly #body = element("div", { class: "media-items" });
  readonly #note = element("p", { class: "hint", attributes: { hidden: true } });
  #items: MediaItem[] = [];
  /** The picture that is looked at closely: at the same place in the next step, it is the one there. */
  #large: { readonly dialog: ImageDialog; readonly at: number } | undefined;

  constructor(place: MediaPlace) {
    this.#place = place;
    this.root.append(this.#body, this.#note);
  }

  /** Resolves when all of the step are there. */
  async show({ items }: MediaStep, series: MediaSeries): Promise<void> {
    const shown = items.slice(0, mostShown);
    for (const item of this.#items.splice(shown.length)) {
      item.dispose();
      item.root.remove();
    }
    while (this.#items.length < shown.length) {
      const at = this.#items.length;
      const item = new MediaItem(this.#place, () => this.#enlarge(at));
      this.#items.push(item);
      this.#body.append(item.root);
    }
    const isOne = shown.length <= 1;
    this.root.classList.toggle("several", !isOne);
    // To be scrolled by keyboard.
    if (isOne) this.#body.removeAttribute("tabindex");
    else this.#body.tabIndex = 0;
    this.root.dataset["type"] = series.name.type;
    this.#say(items.length - shown.length, series.note);
    const shows = this.#items.flatMap((item, i) => {
      const event = shown[i];
      return event ? [item.show(event)] : [];
    });
    await Promise.all(shows);
    this.#showLarge();
  }

  dispose(): void {
    this.#large?.dialog.close();
    for (const item of this.#items) item.dispose();
  }

  #enlarge(at: number): void {
    const dialog = new ImageDialog({
      onStep: (by) => this.#place.onStep(by),
      onClose: () => {
        this.#large = undefined;
        this.#items[at]?.focus();
      },
    });
    this.#large = { dialog, at };
    this.#showLarge();
  }

  #showLarge(): void {
    if (!this.#large) return;
    const { dialog, at } = this.#large;
    const item = this.#items[Math.min(at, this.#items.length - 1)];
    if (item) dialog.show(item.large);
  }

  #say(left: number, note: string): void {
    const n = formatNumber(left);
    const more = left > 0 ? t("{n} more of this step are not shown.", { n }) : "";
    setText(this.#note, [more, note].filter((text) => text !== "").join(" "));
    this.#note.hidden = more === "" && note === "";
  }
}
