const focusable =
  'button, input, select, textarea, a[href], [tabindex]:not([tabindex="-1"]), vscode-dropdown, vscode-checkbox';

/**
 * Makes an element that lies over the page the only one that keys and screen readers reach, until this is disposed of: Tab goes
 * round inside of it, and Escape is for the caller. The focus goes back to where it was then. What is said in passing, and what opens later over it, stays.
 */
export function aloneOnPage(root: HTMLElement, onEscape: () => void): { dispose(): void } {
  const before = document.activeElement;
  const hidden: HTMLElement[] = [];
  for (let node = root; node.parentElement; node = node.parentElement) {
    for (const other of node.parentElement.children) {
      if (!(other instanceof HTMLElement) || other === node || other.inert) continue;
      if (other.matches("[role=status], .tooltip, .popover")) continue;
      other.inert = true;
      hidden.push(other);
    }
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented) onEscape();
    // What opened over it has an order of its own.
    if (event.key !== "Tab" || !root.contains(document.activeElement)) return;
    const stops = [...root.querySelectorAll<HTMLElement>(focusable)].filter(
      (one) => one.checkVisibility() && !one.matches(":disabled"),
    );
    const end = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== end) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  };
  document.addEventListener("keydown", onKey);
  return {
    dispose() {
      document.removeEventListener("keydown", onKey);
      for (const other of hidden) other.inert = false;
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    },
  };
}
