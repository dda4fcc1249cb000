import { element, iconButton } from "#webviews/shared/element.ts";

import { t } from "../texts.ts";

/** Milliseconds that what has been done is told, and can be taken back by a button. */
const patience = 12_000;

/** One word at a time at the foot of the page. */
export class Toast {
  readonly root = element("div", { class: "toast", attributes: { role: "status", hidden: true } });
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, undo?: () => void): void {
    clearTimeout(this.#timer);
    this.root.hidden = false;
    this.root.replaceChildren(
      element("span", { class: "text", text }),
      ...(undo
        ? [
            element("button", {
              class: "link",
              text: t("Undo"),
              attributes: { type: "button" },
              on: {
                click: () => {
                  this.hide();
                  undo();
                },
              },
            }),
          ]
        : []),
      iconButton("close", t("Dismiss"), () => this.hide()),
    );
    this.#timer = setTimeout(() => this.hide(), patience);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.root.hidden = true;
  }
}
