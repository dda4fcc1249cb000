import { button } from "#webviews/shared/controls.ts";
import { element, iconButton, setText } from "#webviews/shared/element.ts";
import { formatNumber } from "#webviews/shared/format.ts";
import { t } from "#webviews/shared/texts.ts";

/** A picture of a run, as it is looked at closely. */
export interface LargeImage {
  /** Null where the one of this step cannot be shown. */
  readonly url: string | null;
  readonly name: string;
  /** Its step, and what the training said of it. */
  readonly words: string;
  readonly onSave: () => void;
}

/** A picture as large as there is room, or pixel by pixel; what lies before and behind it by arrow keys. */
export class ImageDialog {
  readonly #root: HTMLDialogElement;
  readonly #title = element("h2");
  readonly #words = element("p", { attributes: { "aria-live": "polite" } });
  readonly #size = element("span", { class: "number" });
  readonly #image = element("img", { attributes: { decoding: "async" } });
  readonly #frame: HTMLElement;
  readonly #modes: readonly HTMLButtonElement[];
  readonly #room = new ResizeObserver(() => this.#draw());
  #isFitted = true;
  #onSave: () => void = () => {};

  /** `onClose` is called once. */
  constructor(options: { readonly onStep: (by: number) => void; readonly onClose: () => void }) {
    const { onStep, onClose } = options;
    this.#frame = element(
      "div",
      { class: "large-image", attributes: { tabindex: 0 } },
      this.#image,
    );
    const mode = (text: string, isFitted: boolean) =>
      element("button", {
        class: "image-mode",
        text,
        attributes: { type: "button" },
        on: { click: () => this.#setFitted(isFitted) },
      });
    this.#modes = [mode(t("Fit"), true), mode("100 %", false)];
    this.#root = element(
      "dialog",
      { class: "image-dialog" },
      element(
        "header",
        {},
        this.#title,
        this.#size,
        ...this.#modes,
        iconButton("chevron-left", t("Previous step"), () => onStep(-1)),
        iconButton("chevron-right", t("Next step"), () => onStep(1)),
        button(t("Save…"), () => this.#onSave()),
        iconButton("close", t("Close"), () => this.#root.close()),
      ),
      this.#frame,
      this.#words,
    );
    this.#image.addEventListener("load", () => this.#draw());
    this.#root.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      onStep(by);
    });
    this.#root.addEventListener("click", ({ target }) => {
      // Beside it: nothing of it lies there.
      if (target === this.#root) this.#root.close();
    });
    this.#root.addEventListener("close", () => {
      this.#room.disconnect();
      this.#root.remove();
      onClose();
    });
    this.#setFitted(true);
    document.body.append(this.#root);
    this.#root.showModal();
    this.#frame.focus();
    this.#room.observe(this.#frame);
  }

  show({ url, name, words, onSave }: LargeImage): void {
    this.#onSave = onSave;
    this.#root.setAttribute("aria-label", name);
    this.#frame.setAttribute("aria-label", name);
    setText(this.#title, name);
    setText(this.#words, words);
    this.#image.hidden = url === null;
    this.#image.alt = `${name}: ${words}`;
    if (url !== null && this.#image.src !== new URL(url, location.href).href) this.#image.src = url;
    this.#draw();
  }

  close(): void {
    this.#root.close();
  }

  #setFitted(isFitted: boolean): void {
    this.#isFitted = isFitted;
    for (const [i, mode] of this.#modes.entries()) {
      mode.setAttribute("aria-pressed", String((i === 0) === isFitted));
    }
    this.#draw();
  }

  #draw(): void {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    const isThere = width > 0 && !this.#image.hidden;
    if (!isThere) {
      setText(this.#size, "");
      return;
    }
    const { clientWidth, clientHeight } = this.#frame;
    const room = Math.min(clientWidth / width, clientHeight / height);
    // Of a small picture every pixel is as large as every other.
    const fitted = room >= 2 ? Math.floor(room) : room;
    const scale = this.#isFitted ? fitted : 1;
    this.#image.style.width = `${width * scale}px`;
    this.#image.style.height = `${height * scale}px`;
    this.#image.classList.toggle("enlarged", scale > 1);
    const percent = formatNumber(Math.round(scale * 100));
    setText(this.#size, t("{width} × {height} pixels, {percent} %", { width, height, percent }));
  }
}
