import { element } from "#webviews/shared/element.ts";

export interface Popover {
  close(): void;
}

/**
 * Shows something beside a control until it is closed: by Escape, by a click elsewhere, or by its owner. The focus goes to its
 * first control, and back afterwards.
 */
export function openPopover(
  anchor: HTMLElement,
  role: "dialog" | "menu",
  label: string,
  content: readonly HTMLElement[],
  onClose?: () => void,
): Popover {
  const root = element(
    "div",
    { class: "popover", attributes: { role, "aria-label": label, tabindex: -1 } },
    ...content,
  );
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = root.contains(document.activeElement);
    document.removeEventListener("pointerdown", onOutside, true);
    window.removeEventListener("resize", close);
    root.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (hadFocus) anchor.focus();
    onClose?.();
  };
  const onOutside = ({ target }: Event): void => {
    if (target instanceof Node && (root.contains(target) || anchor.contains(target))) return;
    close();
  };
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  document.addEventListener("pointerdown", onOutside, true);
  window.addEventListener("resize", close);
  document.body.append(root);
  anchor.setAttribute("aria-expanded", "true");
  placeBeside(root, anchor);
  (root.querySelector<HTMLElement>("button, input, vscode-dropdown") ?? root).focus();
  return { close };
}

/** Below the anchor, or above it where there is no room; inside the window. */
function placeBeside(root: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = root;
  const below = at.bottom + 4;
  const top = below + height > innerHeight ? Math.max(4, at.top - 4 - height) : below;
  const left = Math.max(4, Math.min(at.right - width, innerWidth - width - 4));
  root.style.top = `${Math.round(top)}px`;
  root.style.left = `${Math.round(left)}px`;
}
