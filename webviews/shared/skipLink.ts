import { element } from "./element.ts";

/** Seen only with the focus: leads past a long list, for those who use the keyboard, to what the page is about. */
export function skipLink(label: string, target: HTMLElement): HTMLElement {
  target.tabIndex = -1;
  return element("button", {
    class: "skip-link",
    text: label,
    attributes: { type: "button" },
    on: { click: () => target.focus() },
  });
}
