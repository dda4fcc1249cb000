import { element, icon } from "#webviews/shared/element.ts";

import { openPopover } from "./popover.ts";

export interface MenuItem {
  readonly label: string;
  readonly icon: string;
  run(): void;
}

/** Shows actions beside a control; arrows, Home and End move between them. */
export function openMenu(anchor: HTMLElement, label: string, items: readonly MenuItem[]): void {
  const buttons = items.map((item) =>
    element(
      "button",
      {
        class: "menu-item",
        attributes: { type: "button", role: "menuitem" },
        on: {
          click: () => {
            popover.close();
            item.run();
          },
          keydown: (event) => move(event),
        },
      },
      icon(item.icon),
      element("span", { text: item.label }),
    ),
  );
  const move = (event: KeyboardEvent): void => {
    const at = buttons.findIndex((one) => one === event.currentTarget);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length)?.focus();
  };
  const popover = openPopover(anchor, "menu", label, buttons);
}
