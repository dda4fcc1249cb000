import { element } from "#webviews/shared/element.ts";

/** Something that lies over the page until it is done with: Escape, or a click elsewhere, closes it. */
export class Popup {
  readonly root: HTMLElement;
  readonly #abort = new AbortController();
  readonly #before: Element | null = document.activeElement;

  /** Put below `at`, or above where there is no room. */
  constructor(
    at: DOMRect,
    options: {
      readonly class: string;
      readonly role: string;
      readonly label: string;
      /** In pixels; as wide as its content where nothing else is said. */
      readonly width?: number;
    },
    ...content: readonly HTMLElement[]
  ) {
    this.root = element(
      "div",
      {
        class: `popup ${options.class}`,
        attributes: { role: options.role, "aria-label": options.label },
      },
      ...content,
    );
    if (options.width !== undefined) this.root.style.width = `${options.width}px`;
    document.body.append(this.root);
    this.#place(at);
    const { signal } = this.#abort;
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    document.addEventListener(
      "pointerdown",
      ({ target }) => {
        if (target instanceof Node && !this.root.contains(target)) this.close(false);
      },
      { signal, capture: true },
    );
    window.addEventListener("blur", () => this.close(false), { signal });
    window.addEventListener("resize", () => this.close(false), { signal });
  }

  get isOpen(): boolean {
    return this.root.isConnected;
  }

  /** `isBack`: whether what had the focus before gets it again. */
  close(isBack = true): void {
    if (!this.isOpen) return;
    this.#abort.abort();
    this.root.remove();
    if (isBack && this.#before instanceof HTMLElement) this.#before.focus();
  }

  #place(at: DOMRect): void {
    const { width, height } = this.root.getBoundingClientRect();
    const left = Math.max(4, Math.min(at.left, window.innerWidth - width - 4));
    const isBelow = at.bottom + height + 4 <= window.innerHeight || at.top < height;
    const top = isBelow ? at.bottom + 2 : at.top - height - 2;
    this.root.style.left = `${left}px`;
    this.root.style.top = `${Math.max(4, Math.min(top, window.innerHeight - height - 4))}px`;
  }
}
