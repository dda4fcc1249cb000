import { element } from "#webviews/shared/element.ts";

import { Popup } from "./popup.ts";

/** A line of a menu; null is a line between two. */
export type MenuItem = {
  readonly label: string;
  readonly isChecked?: boolean;
  act(): void;
} | null;

/** Opens a menu: arrow keys move, Enter acts, Escape closes. */
export function openMenu(label: string, at: DOMRect, items: readonly MenuItem[]): Popup {
  const buttons: HTMLButtonElement[] = [];
  const lines = items.map((item) => {
    if (!item) return element("div", { class: "menu-line", attributes: { role: "separator" } });
    const isTicked = item.isChecked !== undefined;
    const button = element("button", {
      class: "menu-item",
      text: item.label,
      attributes: {
        type: "button",
        role: isTicked ? "menuitemcheckbox" : "menuitem",
        tabindex: -1,
        ...(isTicked && { "aria-checked": String(item.isChecked) }),
      },
      on: {
        click: () => {
          popup.close();
          item.act();
        },
      },
    });
    buttons.push(button);
    return button;
  });
  const popup = new Popup(at, { class: "menu", role: "menu", label }, ...lines);
  popup.root.addEventListener("keydown", (event) => {
    const now = buttons.findIndex((button) => button === document.activeElement);
    const { length } = buttons;
    const next =
      event.key === "ArrowDown"
        ? (now + 1) % length
        : event.key === "ArrowUp"
          ? (now - 1 + length) % length
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? length - 1
              : undefined;
    if (event.key === "Tab") popup.close();
    if (next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  });
  buttons[0]?.focus();
  return popup;
}
